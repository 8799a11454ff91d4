import { Console } from 'node:console';
import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { McpProgram } from '../mcp/mcp-program.ts';
import { startServer } from '../mcp/start-server.ts';
import { loadDesign } from '../pipeline.ts';
import { overlayFiles } from '../spec/overlay-files.ts';
import { createParseMemory } from '../spec/parse-memory.ts';
import { climbs } from '../spec/path-shape.ts';
import { writeTexts } from '../write/write-texts.ts';
import { checkDesign } from './check-design.ts';
import type { McpFlags } from './commands/mcp.ts';
import { exitCode } from './exit-code.ts';
import { createMemoryStream, type Io } from './io.ts';
import { keptElsewhere } from './pinned-design.ts';
import { findProject, type Project } from './project.ts';
import { openProject } from './read-design.ts';
import { refuseWith } from './refuse.ts';
import type { GlobalOptions, Session } from './session.ts';
import { version } from './version.ts';

/** `eda mcp`: serves one client with the design of the folder until its streams end. */
export async function runMcp(
  { allowWrite }: McpFlags,
  globals: GlobalOptions,
  { io, main }: Session,
): Promise<number> {
  const project = openProject(globals.cwd, refuseWith(io), findProject);
  if (typeof project === 'number') return project;
  if (io.stdin.isTTY === true)
    io.stderr.write('eda mcp speaks with an agent, not with people; docs/mcp.md says how to start it\n');
  // What rules of the project print must not stand among the messages.
  globalThis.console = new Console({ stdout: io.stderr, stderr: io.stderr });
  await startServer({
    program: createMcpProgram(project, io, main),
    input: io.stdin,
    output: io.stdout,
    version,
    allowWrite,
    onError: (error) =>
      io.stderr.write(
        `eda mcp: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      ),
  });
  return exitCode.fine;
}

function createMcpProgram(project: Project, io: Io, main: Session['main']): McpProgram {
  const { folder, files, root, entry, services } = project;
  const cache = createParseMemory();
  return {
    root,
    files,
    ...(services === undefined ? {} : { notWritten: keptElsewhere }),
    load: () => loadDesign(files, entry, cache),
    check: (texts) =>
      checkDesign(
        texts === undefined ? project : { ...project, files: overlayFiles(files, (path) => texts.get(path)) },
        { cache, sinceRelease: true },
      ),
    command: async (args) => {
      const out = createMemoryStream();
      const err = createMemoryStream();
      const code = await main(['--cwd', folder, '--no-color', ...args], {
        stdout: out.stream,
        stderr: err.stream,
        stdin: Readable.from([]),
        env: io.env,
        cwd: folder,
      });
      return { code, out: out.text(), err: err.text() };
    },
    isOutside: (path) => leadsOutside(folder, path),
    write: (changes) => {
      const outside = changes.find(({ file }) => leadsOutside(folder, file));
      return outside === undefined ? writeTexts(folder, changes) : { ok: false, changed: outside.file };
    },
  };
}

/** Whether a path leads out of a folder: by itself, or by a link on its way. What is not there yet counts by its folder. */
function leadsOutside(folder: string, path: string): boolean {
  if (isAbsolute(path) || climbs(path)) return true;
  const root = realpathSync(folder);
  for (let at = resolve(folder, path); ; at = dirname(at)) {
    try {
      const real = relative(root, realpathSync(at));
      return real === '..' || real.startsWith(`..${sep}`) || isAbsolute(real);
    } catch {
      if (at === folder || dirname(at) === at) return false;
    }
  }
}
