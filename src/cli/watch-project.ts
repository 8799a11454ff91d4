import { watchTree } from '../dev/watch-tree.ts';
import { printable } from '../diagnostics/format/paint.ts';
import { pathFrom } from '../spec/path-shape.ts';
import type { Io } from './io.ts';
import type { Project } from './project.ts';

/** Files whose change can change the design. */
const specFile = /\.(ya?ml|json|avsc)$/;
const namedSpec = /\.eda\.ya?ml$/;
const generated = /^(infra|services|docs|asyncapi)\/|(^|\/)(package(-lock)?|tsconfig)\.json$/;

/**
 * Runs an action now and again after each change of a spec file, until the process is told to stop. Returns the
 * exit code of the last run. `written` are files that the action writes itself: absolute paths.
 */
export async function watchProject(
  project: Project,
  io: Io,
  action: () => Promise<number>,
  written: readonly string[] = [],
): Promise<number> {
  let code = await action();
  let running: Promise<void> = Promise.resolve();
  const tree = watchTree(project.folder, {
    onChange: (files) => {
      const paths = [...files]
        .filter((file) => !written.includes(file))
        .map((file) => pathFrom(project.folder, file));
      const changed = paths.filter(
        (path) => namedSpec.test(path) || (specFile.test(path) && !generated.test(path)),
      );
      if (changed.length === 0) return;
      running = running.then(async () => {
        io.stderr.write(`\n${changed.map(printable).join(', ')} changed\n`);
        code = await action();
      });
    },
    onError: (error) => io.stderr.write(`eda: changes go unseen from here on: ${error.message}\n`),
  });
  io.stderr.write('watching; Ctrl-C stops\n');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  tree.close();
  await running;
  return code;
}
