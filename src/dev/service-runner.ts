import { dirname, relative, sep } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Bundle, openBundle } from './bundle.ts';
import type { RunApp } from './dapr-run-template.ts';
import type { Guard } from './guard.ts';
import { planLaunch } from './launch-plan.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';
import { type Service, type ServiceEvent, superviseService } from './supervisor.ts';
import { type TreeWatch, watchTree } from './watch-tree.ts';

export type RunnerEvent =
  | ServiceEvent
  /** What ran goes on running. */
  | { readonly kind: 'broken'; readonly diagnostics: readonly Diagnostic[] }
  /** The code is again what runs already. */
  | { readonly kind: 'mended' }
  /** Changes of the source go unnoticed. */
  | { readonly kind: 'unwatched'; readonly reason: string };

/** A service from its source to its process. */
export interface ServiceRunner {
  readonly service: Service;
  /** Makes what is to be started and, when asked to, follows changes of the source from then on. */
  prepare(): Promise<Outcome<true>>;
  /** Starts what was made; where the code is broken, mending it starts the service. */
  start(): Promise<void>;
  /** Builds and starts anew; where the code is broken, what runs goes on. */
  restart(reason: string): Promise<void>;
  stop(): Promise<void>;
}

export interface RunnerOptions {
  readonly root: string;
  readonly app: RunApp;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readyUrl?: string | undefined;
  readonly guard: Guard;
  readonly watch: boolean;
  readonly graceMs?: number | undefined;
  readonly patience?: number | undefined;
  readonly onEvent: (event: RunnerEvent) => void;
}

/** Makes the runner of one service; nothing is built or started yet. */
export function createServiceRunner(options: RunnerOptions): ServiceRunner {
  const { root, app, env, readyUrl, guard, graceMs, patience, onEvent } = options;
  const plan = planLaunch(app);
  const { command, args } = plan;
  const spec = { name: app.appId, command, args, cwd: app.dir, env, readyUrl };
  const service = superviseService(spec, { guard, onEvent, graceMs, patience });
  let bundle: Bundle | undefined;
  let tree: TreeWatch | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let phase: 'preparing' | 'running' | 'stopped' = 'preparing';
  let broken = false;
  let inputs: ReadonlySet<string> = new Set();

  /** Gives whether there is something new to start. */
  async function build(): Promise<Outcome<boolean>> {
    const built = await makeBundle();
    const wasBroken = broken;
    broken = !built.ok;
    if (!built.ok) onEvent({ kind: 'broken', diagnostics: built.diagnostics });
    else if (wasBroken && !built.value && phase === 'running') onEvent({ kind: 'mended' });
    return built;
  }

  async function makeBundle(): Promise<Outcome<boolean>> {
    if (plan.uninstalled !== undefined) return fail(reportUninstalled(app.appId));
    if (plan.bundle === undefined) return succeed(true);
    if (bundle === undefined) {
      const opened = await openBundle({ root, ...plan.bundle });
      if (!opened.ok) return opened;
      bundle = opened.value;
    }
    const built = await bundle.build();
    if (!built.ok) return built;
    inputs = new Set(built.value.inputs.filter((file) => !file.includes(`${sep}node_modules${sep}`)));
    tree?.follow(
      new Set([...inputs].filter((file) => !file.startsWith(app.dir + sep)).map((file) => dirname(file))),
    );
    return succeed(built.value.changed);
  }

  async function rebuild(reason: string | ReadonlySet<string>): Promise<void> {
    if (phase === 'stopped') return;
    const built = await build();
    if (phase !== 'running' || !built.ok) return;
    const read = typeof reason === 'string' ? [] : [...reason].filter(isReadAtStart);
    const due = built.value || typeof reason === 'string' || read.length > 0 || service.pid() === undefined;
    if (due) await service.restart(typeof reason === 'string' ? reason : nameChange(reason));
  }

  /** Not in the bundle, but of effect when the service starts. */
  function isReadAtStart(file: string): boolean {
    return plan.bundle === undefined || file.endsWith('.sql');
  }

  function nameChange(files: ReadonlySet<string>): string {
    const telling = [...files].filter((file) => inputs.has(file) || isReadAtStart(file));
    const [first = ''] = telling.length > 0 ? telling : files;
    const more = telling.length > 1 ? ` and ${telling.length - 1} more` : '';
    return `${relative(app.dir, first).replaceAll(sep, '/')}${more} changed`;
  }

  function noteChange(files: ReadonlySet<string>): void {
    const source = [...files].filter((file) => /\.(py|[cm]?[jt]sx?|json|sql|toml|ya?ml)$/.test(file));
    if (source.length === 0) return;
    inTurn(() => rebuild(new Set(source))).catch((error: Error) => {
      const help = 'what runs goes on running; the next change tries again';
      onEvent({ kind: 'broken', diagnostics: [problem('build-failed', error.message, help, app.appId)] });
    });
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  }

  return {
    service,
    prepare() {
      const onError = (error: Error) => onEvent({ kind: 'unwatched', reason: error.message });
      if (options.watch) tree = watchTree(app.dir, { onChange: noteChange, onError });
      return inTurn(async () => {
        const built = await build();
        return built.ok ? succeed(true) : built;
      });
    },
    start: () =>
      inTurn(async () => {
        if (phase === 'stopped') return;
        phase = 'running';
        if (!broken) await service.start();
      }),
    restart: (reason) => inTurn(() => rebuild(reason)),
    async stop() {
      phase = 'stopped';
      tree?.close();
      await Promise.all([service.stop(), queue.then(() => bundle?.close())]);
    },
  };
}

/** One command makes the virtual environment of all services in Python. */
function reportUninstalled(service: string): Diagnostic {
  const inside = process.platform === 'win32' ? '.venv\\Scripts\\pip' : '.venv/bin/pip';
  const python = process.platform === 'win32' ? 'python' : 'python3';
  const command = `${python} -m venv .venv && ${inside} install -r requirements.txt`;
  const message = `${service} is in Python, and the project has no virtual environment: ${command}`;
  return problem('python-venv', message, 'eda dev can be started again then', 'requirements.txt');
}
