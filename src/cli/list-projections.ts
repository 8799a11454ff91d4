import { displayWidth } from '../diagnostics/format/display-width.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, type Paint } from '../diagnostics/format/paint.ts';
import type { AdminClient } from './admin-client.ts';
import type { ProjectionOptions } from './commands/projection.ts';
import { exitCode } from './exit-code.ts';
import { findServices } from './find-services.ts';
import type { Io } from './io.ts';
import { oneLine } from './one-line.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import { sayWhoIsSilent } from './say-who-is-silent.ts';
import type { GlobalOptions } from './session.ts';

/** A projection as its service tells of it. */
export interface ProjectionStatus {
  readonly projection: string;
  readonly table: string;
  readonly from: 'store' | 'subscriptions' | 'both';
  readonly immediate: boolean;
  readonly rebuildable: true | string;
  readonly requested: boolean;
  readonly position?: number;
  readonly lag?: number;
  readonly lagSeconds?: number;
  readonly building?: { readonly position: number; readonly of: number; readonly error: string | null };
  readonly faults: readonly {
    readonly position: number;
    readonly stream: string | null;
    readonly version: number | null;
    readonly type: string;
    readonly error: string;
  }[];
}

/** `eda projection list` */
export async function runProjectionList(
  options: ProjectionOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const found = await findServices(options, globals, io);
  if (!found.ok) return fail(found.message, found.code, found.help);
  let silent = sayWhoIsSilent(found, io);
  const projections: (ProjectionStatus & { service: string })[] = [];
  for (const client of found.services) {
    const own = await readProjections(client);
    if (typeof own === 'string') {
      fail(own);
      silent += 1;
    } else projections.push(...own.map((one) => ({ service: client.service, ...one })));
  }
  const faults = projections.reduce((sum, one) => sum + one.faults.length, 0);
  if (options.format === 'json') writeJson(io, { projections });
  else if (projections.length === 0) io.stdout.write('no service has a projection\n');
  else io.stdout.write(describeProjections(projections, createPaint(globals.colour)));
  return silent > 0 || faults > 0 ? exitCode.findings : exitCode.fine;
}

/** The projections of a service; a string says why they are not to be had. None where it knows no such route. */
export async function readProjections(client: AdminClient): Promise<readonly ProjectionStatus[] | string> {
  const answer = await client.get('/eda/projections');
  if (answer.ok) return (answer.body as { projections: readonly ProjectionStatus[] }).projections;
  return answer.status === 404 ? [] : `${client.service}: ${oneLine(answer.reason)}`;
}

function describeProjections(
  projections: readonly (ProjectionStatus & { service: string })[],
  paint: Paint,
): string {
  const cells = projections.map((one) => [oneLine(one.projection), oneLine(one.service), originOf(one)]);
  const widths = [0, 1, 2].map((at) => Math.max(...cells.map((row) => displayWidth(row[at] ?? ''))));
  const lines = projections.flatMap((one, index) => {
    const [name = '', service = '', origin = ''] = (cells[index] ?? []).map(
      (cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(cell))),
    );
    return [
      `${paint.bold(name)}  ${paint.dim(service)}  ${origin}  ${stateOf(one, paint)}`.trimEnd(),
      ...one.faults.map(
        ({ stream, version, position, type, error }) =>
          `  ${paint.red('without')} ${oneLine(`${stream === null ? `${type} at ${position}` : `${stream}, version ${version}, ${type}`}: ${error}`)}`,
      ),
    ];
  });
  const faulty = projections.find(({ faults }) => faults.length > 0);
  const next = faulty
    ? `\n${paint.dim(`when they are mended: eda projection rebuild ${oneLine(faulty.projection)}`)}\n`
    : '';
  return `${lines.join('\n')}\n${next}`;
}

function originOf({ from, immediate }: ProjectionStatus): string {
  if (immediate) return 'with the store';
  return { store: 'of the store', subscriptions: 'of topics', both: 'of store and topics' }[from];
}

function stateOf(
  { building, requested, lag, lagSeconds = 0, rebuildable }: ProjectionStatus,
  paint: Paint,
): string {
  if (building?.error) return paint.red(`cannot be rebuilt: ${oneLine(building.error)}`);
  if (building) return paint.yellow(`is rebuilt: ${building.position} of ${building.of}`);
  if (requested) return paint.yellow('is to be rebuilt');
  if (lag !== undefined && lag > 0) {
    return paint.yellow(`${plural(lag, 'event')} behind, ${Math.ceil(lagSeconds)} s`);
  }
  return rebuildable === true ? paint.green('up to date') : paint.dim('cannot be rebuilt by itself');
}
