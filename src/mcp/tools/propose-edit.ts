import { defineTool, refused, said } from '../mcp-tool.ts';
import { editInput, planEdit } from '../plan-edit.ts';

export const proposeEdit = defineTool({
  name: 'propose_edit',
  title: 'Propose an edit as a diff',
  description:
    'Shows what an edit would change, as a unified diff, and which findings it would bring or mend. Nothing is written. Take an operation where there is one: comments and layout stay, and what depends on it is found.',
  input: editInput,
  run: async (asked, program) => {
    const planned = await planEdit(asked, program);
    return typeof planned === 'string' ? refused(planned) : said(planned.text);
  },
});
