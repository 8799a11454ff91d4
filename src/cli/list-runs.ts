import { displayWidth } from '../diagnostics/format/display-width.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, type Paint } from '../diagnostics/format/paint.ts';
import type { AdminClient } from './admin-client.ts';
import type { SagaListOptions, SagaOptions } from './commands/saga.ts';
import { exitCode } from './exit-code.ts';
import { findServices } from './find-services.ts';
import type { Io } from './io.ts';
import { describeMoment } from './moment.ts';
import { oneLine } from './one-line.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import { sayWhoIsSilent } from './say-who-is-silent.ts';
import type { GlobalOptions } from './session.ts';

/** A run as a service tells of it. */
interface Run {
  readonly saga: string;
  readonly key: string;
  readonly version: number;
  readonly state: string;
  readonly step: string | null;
  readonly stepState: string | null;
  readonly dueAt: string | null;
  readonly error: string | null;
  readonly startedAt: string;
  readonly updatedAt: string;
}

interface RunDetails extends Run {
  readonly steps: readonly {
    name: string;
    state: string;
    undos?: number;
    late?: boolean;
    reply?: { event: string };
  }[];
  readonly start: { readonly event: string; readonly data: unknown };
  readonly failure: { reason: string; step?: string; event?: string; data?: unknown; note?: string } | null;
  readonly correlationId: string;
  readonly startedBy: string;
  readonly secondStarts: number;
}

/** `eda saga list` */
export async function runSagaList(options: SagaListOptions, globals: GlobalOptions, io: Io): Promise<number> {
  const fail = refuseWith(io);
  if (!/^[1-9]\d{0,3}$/.test(options.limit)) return fail('--limit takes a number from 1 to 9999');
  const found = await findServices(options, globals, io);
  if (!found.ok) return fail(found.message, found.code, found.help);
  let silent = sayWhoIsSilent(found, io);
  const runs: (Run & { service: string })[] = [];
  let coordinators = 0;
  for (const client of found.services) {
    const state = options.state === 'open' ? undefined : options.state;
    const answer = await client.get('/eda/sagas', { saga: options.saga, state, limit: options.limit });
    if (answer.ok) {
      coordinators += 1;
      const { runs: own } = answer.body as { runs: readonly Run[] };
      runs.push(...own.map((run) => ({ service: client.service, ...run })));
    } else if (answer.status !== 404) {
      // Services that run no saga have no such route.
      fail(`${client.service}: ${answer.reason}`);
      silent += 1;
    }
  }
  if (options.format === 'json') writeJson(io, { runs });
  else io.stdout.write(describeRuns(runs, coordinators, options.state, createPaint(globals.colour)));
  return silent > 0 ? exitCode.findings : exitCode.fine;
}

function describeRuns(runs: readonly Run[], coordinators: number, state: string, paint: Paint): string {
  const kind = state === 'all' ? '' : `${state} `;
  if (runs.length === 0)
    return `no ${kind}runs in ${plural(coordinators, 'service')} that run${coordinators === 1 ? 's' : ''} sagas\n`;
  const rows = runs.map((run) =>
    [
      run.saga,
      run.key,
      run.state,
      run.step === null ? '' : `${run.step} ${run.stepState}`,
      waitsFor(run),
    ].map(oneLine),
  );
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((cells) => displayWidth(cells[at] ?? ''))));
  const lines = rows.map((cells, index) => {
    const [saga = '', key = '', name = '', step = ''] = cells.map(
      (cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(cell))),
    );
    const coloured = colourOf(runs[index]?.state ?? '', paint)(name);
    return `${paint.bold(saga)}  ${key}  ${coloured}  ${step}  ${paint.dim(cells[4] ?? '')}`.trimEnd();
  });
  const parked = runs.find((run) => run.state === 'parked');
  const next = parked ?? runs[0];
  return `${lines.join('\n')}\n\n${plural(runs.length, `${kind}run`)}   ${paint.dim(`eda saga show ${oneLine(next?.saga ?? '')} ${oneLine(next?.key ?? '')}`)}\n`;
}

function colourOf(state: string, paint: Paint): (text: string) => string {
  if (state === 'parked') return paint.red;
  if (state === 'completed') return paint.green;
  return state === 'running' ? (text) => text : paint.yellow;
}

function waitsFor({ dueAt, error, updatedAt }: Run): string {
  if (error !== null) return `cannot go on: ${error}`;
  return dueAt === null ? `since ${describeMoment(updatedAt)}` : `until ${describeMoment(dueAt)}`;
}

/** `eda saga show` */
export async function runSagaShow(
  saga: string,
  key: string,
  options: SagaOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const placed = await findRun(saga, key, options, globals, io, 'eda saga list --state all shows the runs');
  if (typeof placed === 'number') return placed;
  if (options.format === 'json') writeJson(io, { service: placed.client.service, ...placed.run });
  else io.stdout.write(describeRun(placed.run, placed.client.service, createPaint(globals.colour)));
  return exitCode.fine;
}

/** A run, and the service that has it. */
interface PlacedRun {
  readonly client: AdminClient;
  readonly run: RunDetails;
}

/** The service that has a run, with what it knows of it; where there is none, says so and gives the exit code. */
export async function findRun(
  saga: string,
  key: string,
  options: Parameters<typeof findServices>[0],
  globals: GlobalOptions,
  io: Io,
  help?: string,
): Promise<PlacedRun | number> {
  const fail = refuseWith(io);
  const found = await findServices(options, globals, io);
  if (!found.ok) return fail(found.message, found.code, found.help);
  const silent = sayWhoIsSilent(found, io);
  const placed = await askForRun(found.services, saga, key);
  if (typeof placed !== 'string') return placed;
  return fail(placed, silent > 0 ? exitCode.findings : exitCode.usage, help);
}

/** A string: why there is none, as a clause. */
async function askForRun(
  services: readonly AdminClient[],
  saga: string,
  key: string,
): Promise<PlacedRun | string> {
  for (const client of services) {
    const answer = await client.get(runPath(saga, key));
    if (answer.ok) return { client, run: answer.body as RunDetails };
    if (answer.status !== 404) return `${client.service}: ${oneLine(answer.reason)}`;
  }
  return `there is no run ${oneLine(key)} of saga ${oneLine(saga)}`;
}

/** Where the routes of a run begin. */
export function runPath(saga: string, key: string): string {
  return `/eda/sagas/${encodeURIComponent(saga)}/${encodeURIComponent(key)}`;
}

function describeRun(run: RunDetails, service: string, paint: Paint): string {
  const { failure } = run;
  const lines = [
    `${paint.bold(oneLine(`${run.saga} ${run.key}`))}  ${colourOf(run.state, paint)(run.state)}  ${paint.dim(oneLine(`${service}, version ${run.version}`))}`,
    `  began        ${describeMoment(run.startedAt)}  ${oneLine(run.start.event)} ${paint.dim(oneLine(run.startedBy))}`,
    `  conversation ${oneLine(run.correlationId)}   ${paint.dim(`eda trace ${oneLine(run.correlationId)}`)}`,
  ];
  if (run.secondStarts > 0)
    lines.push(`  passed over  ${plural(run.secondStarts, 'later start')} of the same key`);
  if (failure !== null) {
    const { reason, step, event, data, note } = failure;
    const what = [reason, step, event, note, data === undefined ? undefined : JSON.stringify(data)];
    lines.push(`  given up     ${oneLine(what.filter((part) => part !== undefined).join('  '))}`);
  }
  if (run.error !== null) lines.push(`  ${paint.red('cannot go on')} ${oneLine(run.error)}`);
  const width = Math.max(0, ...run.steps.map(({ name }) => displayWidth(name)));
  for (const { name, state, undos = 0, late, reply } of run.steps) {
    const notes = [
      reply?.event,
      late ? 'late' : undefined,
      undos > 1 ? `undoing asked for ${undos} times` : undefined,
    ].filter((note) => note !== undefined);
    const mark =
      state === 'done' ? paint.green('✓') : state === 'sent' || state === 'undoing' ? '…' : paint.yellow('↩');
    lines.push(
      `  ${mark} ${oneLine(name).padEnd(width)}  ${state}  ${paint.dim(oneLine(notes.join(', ')))}`.trimEnd(),
    );
  }
  if (run.dueAt !== null) lines.push(`  waits until  ${describeMoment(run.dueAt)}`);
  return `${lines.join('\n')}\n`;
}
