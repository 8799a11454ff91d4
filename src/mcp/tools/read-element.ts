import { z } from 'zod';
import { answerOf, defineTool } from '../mcp-tool.ts';

export const readElement = defineTool({
  name: 'read_element',
  title: 'Read an event, a service or a saga',
  description:
    'All that the design says of one event, service or saga, as JSON: contract and data, who publishes and takes it, each setting with the place that decided it, the ways that a saga can take.',
  input: {
    kind: z.enum(['event', 'service', 'saga']),
    name: z.string().describe('its full name, as in read_system'),
  },
  run: ({ kind, name }, program) => answerOf(program, ['explain', '--format', 'json', '--', kind, name]),
});
