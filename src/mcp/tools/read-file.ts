import { z } from 'zod';
import { describeProblem } from '../../spec/project-files.ts';
import { defineTool, refused, said } from '../mcp-tool.ts';

/** What designs are written in; nothing else of a project is shown. */
const ofDesign = /\.(ya?ml|json|avsc)$/;

export const readFileTool = defineTool({
  name: 'read_file',
  title: 'Read a file of the design',
  description:
    'The text of a file that the design is read from (read_system lists them), to propose edits of it word by word.',
  input: { path: z.string().describe('relative to the folder of the design') },
  run: async ({ path }, program) => {
    if (program.isOutside(path)) return refused(`${path} lies outside of the project`);
    const design = program.load();
    const text = design.source?.texts.get(path);
    if (text !== undefined) return said(text);
    // While the design cannot be read, its files are what has to be mended.
    if (design.architecture !== undefined || !ofDesign.test(path))
      return refused(`${path} is no file of the design`);
    const read = program.files.read(path);
    return read.ok ? said(read.text) : refused(`${path}: ${describeProblem(read)}`);
  },
});
