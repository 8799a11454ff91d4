import { z } from 'zod';
import { releasesFolder } from '../../spec/project-files.ts';
import { answerOf, defineTool, refused } from '../mcp-tool.ts';

export const diff = defineTool({
  name: 'diff',
  title: 'Compare with an earlier design',
  description:
    'What changed since a git revision, or since a released version, as JSON: each change with whether it breaks somebody, whom, and the way around it.',
  input: {
    since: z
      .string()
      .describe('git revision (main, HEAD~1, a tag), or a release of the project (releases/1.0.0)'),
  },
  run: async ({ since }, program) => {
    if (program.isOutside(since)) return refused(`${since} lies outside of the project`);
    if (!revision.test(since)) return refused(`${since} is no git revision and no release`);
    // What is no design would be shown by what is wrong with it.
    const there = program.files.read(since);
    const isThere = there.ok || there.reason !== 'missing';
    if (isThere && !since.startsWith(`${releasesFolder}/`))
      return refused(`${since} is no release; say a git revision, or ${releasesFolder}/<version>`);
    return answerOf(program, ['diff', '--format', 'json', '--', since]);
  },
});

/** Branches, tags, hashes and what is counted from them; no path within a revision. */
const revision = /^[A-Za-z0-9_@][\w./~^@{}-]*$/;
