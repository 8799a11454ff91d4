import { z } from 'zod';
import { answerOf, defineTool } from '../mcp-tool.ts';

export const explainDelivery = defineTool({
  name: 'explain_delivery',
  title: 'Explain a delivery',
  description:
    'What really happens to an event on its way to a service, in each environment: attempts along time, order, what waits meanwhile, where it ends, what can come twice or be lost, and which settings decided it.',
  input: {
    service: z.string().describe('the service that takes it'),
    event: z.string().describe('full name of the event'),
    environment: z.string().optional(),
  },
  run: ({ service, event, environment }, program) =>
    answerOf(program, [
      'explain',
      ...(environment === undefined ? [] : [`--env=${environment}`]),
      '--',
      'delivery',
      service,
      event,
    ]),
});
