import { printable } from '../diagnostics/format/paint.ts';
import { indexArchitecture } from '../model/query.ts';
import { loadDesign } from '../pipeline.ts';
import type { DevFlags } from './commands/dev.ts';
import { type DevKey, devCommand } from './dev-session.ts';
import { exitCode } from './exit-code.ts';
import { runGenerate } from './generate-files.ts';
import { wholeRun } from './generate-run.ts';
import { createMemoryStream, type Io } from './io.ts';
import { findProject, type Project } from './project.ts';
import { runPublish } from './publish-event.ts';
import { openProject } from './read-design.ts';
import { refuseWith } from './refuse.ts';
import type { GlobalOptions } from './session.ts';

/** `eda dev`: brings the generated files in step with the design, then runs them until somebody stops it. */
export async function runDev(flags: DevFlags, globals: GlobalOptions, io: Io): Promise<number> {
  const project = openProject(globals.cwd, refuseWith(io), findProject);
  if (typeof project === 'number') return project;
  if (project.services !== undefined && project.services.length > 0) {
    io.stderr.write(
      `eda: the code of ${printable(project.services.join(', '))} alone lies here; the system runs where all of it does\n` +
        '     its tests run it by itself: npm test, pytest\n',
    );
    return exitCode.usage;
  }
  if (flags.generate) {
    const code = await runGenerate(
      [],
      { ...wholeRun, says: 'changes' },
      { ...globals, cwd: project.folder },
      { ...io, stdout: io.stderr },
    );
    // A hand edit is reported and stays; the system runs with it.
    if (code !== exitCode.fine && code !== exitCode.outOfDate) return code;
  }
  return devCommand(
    {
      environment: flags.env,
      sidecar: flags.dapr ? 'daprd' : 'embedded',
      fresh: flags.fresh,
      watch: flags.watch,
      portOffset: flags.portOffset,
      colour: globals.colour,
      keys: [exampleKey(project, globals, io)],
    },
    { ...io, cwd: project.folder },
  );
}

/** `t`: the first event that a service of ours publishes of its own accord. */
function exampleKey(project: Project, globals: GlobalOptions, io: Io): DevKey {
  return {
    key: 't',
    does: 'sends an example event',
    run: async (_system, say) => {
      const { architecture } = loadDesign(project.files, project.entry);
      const event = architecture === undefined ? undefined : firstPublished(architecture);
      if (event === undefined) {
        say('no service publishes an event');
        return;
      }
      const answer = createMemoryStream();
      await runPublish(
        event,
        { format: 'text', example: true, raw: false },
        { ...globals, cwd: project.folder },
        { ...io, stdout: answer.stream, stderr: answer.stream },
      );
      say(answer.text().trimEnd());
    },
  };
}

function firstPublished(
  architecture: NonNullable<ReturnType<typeof loadDesign>['architecture']>,
): string | undefined {
  const index = indexArchitecture(architecture);
  return Object.values(architecture.events).find(
    (event) =>
      event.kind !== 'command' && index.publishersOf(event.name).some(({ service }) => !service.external),
  )?.name;
}
