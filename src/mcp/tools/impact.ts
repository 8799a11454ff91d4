import { z } from 'zod';
import { answerOf, defineTool } from '../mcp-tool.ts';

export const impact = defineTool({
  name: 'impact',
  title: 'Who is affected',
  description:
    'Follows an event through the system, as JSON: who publishes and takes it, which events follow from it and who takes those, sagas and owners, lines of handlers that read a field. Ask before an event is changed.',
  input: {
    event: z.string().describe('full name of the event'),
    field: z.string().optional().describe('path of a field of its data: customer.id'),
  },
  run: ({ event, field }, program) =>
    answerOf(program, [
      'impact',
      '--format',
      'json',
      ...(field === undefined ? [] : [`--field=${field}`]),
      '--',
      event,
    ]),
});
