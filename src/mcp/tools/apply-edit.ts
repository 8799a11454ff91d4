import { defineTool, refused, said } from '../mcp-tool.ts';
import { editInput, planEdit } from '../plan-edit.ts';

export const applyEdit = defineTool({
  name: 'apply_edit',
  title: 'Write an edit',
  description:
    'Writes an edit of the design, all of its files or none, and shows the diff. An edit after which the design could not be read is refused, and so is one of a file that has changed meanwhile.',
  input: editInput,
  writes: true,
  run: async (asked, program) => {
    if (program.notWritten !== undefined) return refused(`${program.notWritten}: nothing was written`);
    const planned = await planEdit(asked, program);
    if (typeof planned === 'string') return refused(planned);
    if (planned.breaks) return refused(`${planned.text}\nnothing was written`);
    const written = program.write(planned.changes);
    return written.ok
      ? said(`${planned.text}\nwritten: ${planned.changes.map(({ file }) => file).join(', ')}`)
      : refused(
          'fault' in written
            ? `${written.fault}; nothing was written`
            : `${written.changed} has changed meanwhile; nothing was written`,
        );
  },
});
