import { z } from 'zod';
import { answerOf, defineTool } from '../mcp-tool.ts';

export const validate = defineTool({
  name: 'validate',
  title: 'Check the design',
  description:
    'Every finding with its severity, place, explanation and fix: names, references, schemas, topology, delivery, what a broker cannot keep. `json` has all, `compact` a line a finding.',
  input: { format: z.enum(['json', 'compact']).default('compact') },
  run: ({ format }, program) => answerOf(program, ['validate', '--format', format]),
});
