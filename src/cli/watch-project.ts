import { watch } from 'node:fs';
import type { Io } from './io.ts';
import type { Project } from './project.ts';

/** Files whose change can change the design. */
const specFile = /\.(ya?ml|json|avsc)$/;
const notWatched = /(^|\/)(node_modules|\.git|\.eda|dist|infra|services|docs|asyncapi)(\/|$)/;

/**
 * Runs an action now and again after each change of a spec file, until the process is told to stop. Returns the
 * exit code of the last run.
 */
export async function watchProject(project: Project, io: Io, action: () => Promise<number>): Promise<number> {
  let code = await action();
  io.stderr.write('watching; Ctrl-C stops\n');
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const watcher = watch(project.folder, { recursive: true }, (_event, name) => {
    const path = String(name ?? '').replaceAll('\\', '/');
    if (!specFile.test(path) || notWatched.test(path)) return;
    clearTimeout(timer);
    // Editors save in several steps; a tenth of a second gathers them.
    timer = setTimeout(() => {
      running = running.then(async () => {
        io.stderr.write(`\n${path} changed\n`);
        code = await action();
      });
    }, 100);
  });
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  watcher.close();
  clearTimeout(timer);
  await running;
  return code;
}
