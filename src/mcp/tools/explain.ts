import { z } from 'zod';
import { answerOf, defineTool, refused } from '../mcp-tool.ts';

export const explain = defineTool({
  name: 'explain',
  title: 'Explain a rule or a finding',
  description:
    'What a rule wants, why, and how to do it right, by the code of a finding (event-past-tense). Without a code: all rules with their severities.',
  input: { code: z.string().optional().describe('code of a finding, as validate names it') },
  run: async ({ code }, program) => {
    if (code === undefined) return answerOf(program, ['rules']);
    if (!/^[a-z0-9:-]+$/i.test(code)) return refused(`${code} is no code of a finding`);
    return answerOf(program, ['explain', '--', code]);
  },
});
