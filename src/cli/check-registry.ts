import { plural } from '../diagnostics/format/located.ts';
import { createPaint, type Paint, printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Architecture, Environment } from '../model/architecture.ts';
import { loadDesign } from '../pipeline.ts';
import {
  type Answer,
  createRegistryClient,
  type Login,
  type RegistryClient,
  type RegistryProblem,
} from '../registry/registry-client.ts';
import {
  type CompatibilityLevel,
  type SkippedEvent,
  type Subject,
  subjectsOf,
} from '../registry/subjects.ts';
import type { RegistryOptions } from './commands/registry.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { showProgress } from './progress.ts';
import { findProject } from './project.ts';
import { openProject, wholeArchitecture } from './read-design.ts';
import { type Refuse, refuseWith } from './refuse.ts';
import { hasErrors, writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** What the registry knows of a subject, and what it would take. */
interface SubjectState {
  readonly subject: Subject;
  /** `refused`: the registry would not take it; `new`: there is no such subject yet. */
  readonly state: 'unchanged' | 'new' | 'compatible' | 'refused';
  /** The version that is registered, or was, by `push`. */
  readonly version?: number;
  readonly messages: readonly string[];
  /** The level that holds in the registry, where it is another. */
  readonly levelThere?: CompatibilityLevel;
  readonly done?: 'registered';
}

/** `eda registry check` and `eda registry push` */
export async function runRegistry(
  action: 'check' | 'push',
  options: RegistryOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  // Which registry there is, is said in an eda.yaml alone.
  const project = openProject(globals.cwd, fail, findProject);
  if (typeof project === 'number') return project;
  const design = loadDesign(project.files, project.entry);
  const architecture = wholeArchitecture(design, fail);
  if (typeof architecture === 'number') return architecture;
  if (hasErrors(design.diagnostics))
    return fail(
      'the design has errors: its schemas are not to be relied on',
      exitCode.findings,
      'eda validate shows them',
    );
  const chosen = chooseEnvironment(architecture, options.env);
  if (typeof chosen === 'string') return fail(chosen);
  const { environment, registry } = chosen;
  const login = loginFrom(io.env, registry);
  if (typeof login === 'string') return fail(login);
  const { subjects, skipped } = subjectsOf(architecture, environment.name, registry.strategy);
  const client = createRegistryClient(registry.url, login === undefined ? {} : { login });

  const endProgress = showProgress(io, `asking ${registry.url}`);
  try {
    const states = await inTurn(subjects, (subject) => stateOf(client, subject));
    if (!states.ok) return failWith(states.problem, fail);
    const wrong = skipped.filter((event) => event.wrong);
    const refused = states.value.filter(({ state }) => state === 'refused');
    const mayPush = action === 'push' && refused.length === 0 && wrong.length === 0;
    const pushed = mayPush ? await push(client, states.value) : states;
    if (!pushed.ok) return failWith(pushed.problem, fail);
    endProgress();
    const code = refused.length > 0 || wrong.length > 0 ? exitCode.findings : exitCode.fine;
    const result = {
      action,
      environment: environment.name,
      url: registry.url,
      states: pushed.value,
      skipped,
    };
    if (options.format === 'json') writeJson(io, toJson(result));
    else io.stdout.write(describe(result, createPaint(globals.colour)));
    return code;
  } finally {
    endProgress();
  }
}

type Registry = NonNullable<Environment['registry']>;

function chooseEnvironment(
  { environments }: Architecture,
  asked: string | undefined,
): { readonly environment: Environment; readonly registry: Registry } | string {
  const having = Object.values(environments).filter(({ registry }) => registry !== undefined);
  if (asked !== undefined) {
    const environment = environments[asked];
    if (environment === undefined)
      return `there is no environment ${asked}${didYouMean(asked, Object.keys(environments))}`;
    if (environment.registry === undefined)
      return `${asked} has no registry; write environments.${asked}.registry: { url: … }`;
    return { environment, registry: environment.registry };
  }
  const [only, ...others] = having;
  if (only?.registry === undefined)
    return 'no environment has a registry; write registry: { url: … } into one';
  if (others.length > 0) return `which registry? --env ${having.map(({ name }) => name).join(' or ')}`;
  return { environment: only, registry: only.registry };
}

/** A login from variables alone: none is ever read from a file or an argument. */
function loginFrom(env: Io['env'], registry: Registry): Login | string | undefined {
  const [token, username, password] = [
    env.EDA_REGISTRY_TOKEN,
    env.EDA_REGISTRY_USERNAME,
    env.EDA_REGISTRY_PASSWORD,
  ];
  if ((token ?? '') !== '') return { token: token ?? '' };
  if ((username ?? '') !== '' && password !== undefined) return { username: username ?? '', password };
  if ((username ?? '') !== '' || (password ?? '') !== '')
    return 'a login is both: EDA_REGISTRY_USERNAME and EDA_REGISTRY_PASSWORD';
  const type = registry.auth?.type ?? 'none';
  if (type === 'none') return undefined;
  return `the registry wants a login (auth: ${type}): set EDA_REGISTRY_USERNAME and EDA_REGISTRY_PASSWORD, or EDA_REGISTRY_TOKEN`;
}

function failWith(problem: RegistryProblem, fail: Refuse): number {
  switch (problem.kind) {
    case 'login':
      return fail(
        problem.message,
        exitCode.usage,
        'set EDA_REGISTRY_USERNAME and EDA_REGISTRY_PASSWORD, or EDA_REGISTRY_TOKEN',
      );
    case 'refused':
      return fail(problem.message, exitCode.findings);
    case 'unreachable':
      return fail(problem.message, exitCode.unreadable);
  }
}

/** One after the other: registries serialise writes anyway, and a slow one is not flooded. */
async function inTurn<A, B>(items: readonly A[], ask: (item: A) => Promise<Answer<B>>): Promise<Answer<B[]>> {
  const values: B[] = [];
  for (const item of items) {
    const answer = await ask(item);
    if (!answer.ok) return answer;
    values.push(answer.value);
  }
  return { ok: true, value: values };
}

async function stateOf(client: RegistryClient, subject: Subject): Promise<Answer<SubjectState>> {
  const versions = await client.versionsOf(subject.name);
  if (!versions.ok) return versions;
  if (versions.value === undefined || versions.value.length === 0)
    return { ok: true, value: { subject, state: 'new', messages: [] } };
  const level = await client.levelOf(subject.name);
  if (!level.ok) return level;
  const other = level.value === subject.level ? {} : { levelThere: level.value };
  const known = await client.findVersion(subject);
  if (!known.ok) return known;
  if (known.value !== undefined)
    return { ok: true, value: { subject, state: 'unchanged', version: known.value, messages: [], ...other } };
  const answer = await client.isCompatible(subject, level.value.endsWith('_TRANSITIVE'));
  if (!answer.ok) {
    // A schema that it cannot parse is refused as one that does not fit.
    if (answer.problem.kind !== 'refused') return answer;
    return { ok: true, value: { subject, state: 'refused', messages: [answer.problem.message], ...other } };
  }
  const { compatible, messages } = answer.value;
  return { ok: true, value: { subject, state: compatible ? 'compatible' : 'refused', messages, ...other } };
}

/** Level first, so that the registry holds the next schema to what the design promises. */
function push(client: RegistryClient, states: readonly SubjectState[]): Promise<Answer<SubjectState[]>> {
  return inTurn(states, async (state): Promise<Answer<SubjectState>> => {
    const { subject } = state;
    if (state.state === 'new' || state.levelThere !== undefined) {
      const set = await client.setLevel(subject.name, subject.level);
      if (!set.ok) return set;
    }
    if (state.state === 'unchanged') return { ok: true, value: state };
    const registered = await client.register(subject);
    if (!registered.ok) return registered;
    const version = await client.findVersion(subject);
    if (!version.ok) return version;
    if (version.value === undefined) {
      return {
        ok: false,
        problem: { kind: 'unreachable', message: `the registry took ${subject.name} and does not know it` },
      };
    }
    return { ok: true, value: { ...state, version: version.value, done: 'registered' } };
  });
}

interface Result {
  readonly action: 'check' | 'push';
  readonly environment: string;
  readonly url: string;
  readonly states: readonly SubjectState[];
  readonly skipped: readonly SkippedEvent[];
}

function describe({ action, environment, url, states, skipped }: Result, paint: Paint): string {
  const lines: string[] = [];
  const width = Math.max(0, ...states.map(({ subject }) => subject.name.length));
  for (const state of states) {
    lines.push(
      `  ${printable(state.subject.name).padEnd(width)}  ${stateText(state, paint)}${levelText(state, action)}`,
    );
    for (const message of state.messages.slice(0, 5)) lines.push(`      ${printable(message)}`);
    if (state.messages.length > 5) lines.push(`      and ${state.messages.length - 5} more`);
  }
  for (const { event, why, wrong } of skipped)
    lines.push(
      `  ${wrong ? paint.red('no subject') : paint.dim('no subject')}  ${printable(event)}: ${printable(why)}`,
    );
  const number = (state: SubjectState['state']): number => states.filter((one) => one.state === state).length;
  const refused = number('refused');
  const done = states.filter((state) => state.done !== undefined).length;
  const parts = [
    plural(states.length, 'subject'),
    ...(refused > 0 ? [paint.red(`${refused} refused`)] : []),
    ...(action === 'push'
      ? [`${done} registered`]
      : [`${number('new')} new`, `${number('compatible')} changed`]),
    `${number('unchanged')} unchanged`,
    paint.dim(`${printable(environment)}, ${printable(url)}`),
  ];
  if (action === 'push' && (refused > 0 || skipped.some(({ wrong }) => wrong)))
    parts.push('nothing was registered');
  return `${[...lines, ...(lines.length > 0 ? [''] : []), parts.join(' · ')].join('\n')}\n`;
}

function stateText({ state, version, done }: SubjectState, paint: Paint): string {
  if (done === 'registered') return paint.green(`registered as version ${version}`);
  switch (state) {
    case 'unchanged':
      return paint.dim(`unchanged, version ${version}`);
    case 'new':
      return 'new';
    case 'compatible':
      return 'changed, and compatible';
    case 'refused':
      return paint.red('refused');
  }
}

function levelText({ subject, levelThere, state }: SubjectState, action: Result['action']): string {
  if (levelThere === undefined) return state === 'new' ? `  ${subject.level}` : '';
  return action === 'push' && state !== 'refused'
    ? `  ${levelThere} → ${subject.level}`
    : `  by ${levelThere}; the design promises ${subject.level}`;
}

function toJson({ states, ...result }: Result): object {
  return {
    ...result,
    states: undefined,
    subjects: states.map(({ subject: { schema: _, ...subject }, ...state }) => ({ ...subject, ...state })),
  };
}
