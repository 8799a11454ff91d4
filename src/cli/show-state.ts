import { displayWidth } from '../diagnostics/format/display-width.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, type Paint, printable } from '../diagnostics/format/paint.ts';
import type { StateOptions } from './commands/state.ts';
import { exitCode } from './exit-code.ts';
import { findServices } from './find-services.ts';
import type { Io } from './io.ts';
import { describeMoment, readMoment } from './moment.ts';
import { oneLine } from './one-line.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import { sayWhoIsSilent } from './say-who-is-silent.ts';
import type { GlobalOptions } from './session.ts';

/** A stream as its service tells of it. */
interface StreamState {
  readonly stream: string;
  readonly version: number;
  readonly at: string;
  readonly state: unknown;
  readonly events: readonly {
    readonly version: number;
    readonly position: number;
    readonly type: string;
    readonly schema: string;
    readonly at: string;
    readonly data: unknown;
  }[];
}

/** `eda state` */
export async function runState(
  aggregate: string,
  id: string,
  options: StateOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  if (!/^[1-9]\d{0,3}$/.test(options.limit)) return fail('--limit takes a number from 1 to 9999');
  const until = readUntil(options.at);
  if (until === undefined) {
    return fail(
      `--at takes a version or a time: 3, 2h (ago), 2026-03-01T09:30Z; not ${oneLine(options.at ?? '')}`,
    );
  }
  const found = await findServices(options, globals, io);
  if (!found.ok) return fail(found.message, found.code, found.help);
  const silent = sayWhoIsSilent(found, io);
  const path = `/eda/aggregates/${encodeURIComponent(aggregate)}/${encodeURIComponent(id)}`;
  let missing = `no service has an aggregate ${oneLine(aggregate)}`;
  for (const client of found.services) {
    const answer = await client.get(path, { ...until, limit: options.limit });
    if (answer.ok) {
      const stream = answer.body as StreamState;
      if (options.format === 'json') writeJson(io, { service: client.service, ...stream });
      else io.stdout.write(describeStream(stream, client.service, createPaint(globals.colour)));
      return exitCode.fine;
    }
    // It has the aggregate, and not the stream, or cannot read it; services without the aggregate say so in these words.
    if (answer.status !== 404) return fail(`${client.service}: ${oneLine(answer.reason)}`, exitCode.findings);
    if (answer.reason.startsWith('There is no event'))
      missing = `${client.service}: ${lowerFirst(oneLine(answer.reason))}`;
  }
  return fail(missing, silent > 0 ? exitCode.findings : exitCode.usage);
}

function readUntil(at: string | undefined): { readonly at?: string; readonly version?: string } | undefined {
  if (at === undefined) return {};
  if (/^[1-9]\d{0,8}$/.test(at)) return { version: at };
  const moment = readMoment(at);
  return moment === undefined ? undefined : { at: moment };
}

function describeStream(
  { stream, version, at, state, events }: StreamState,
  service: string,
  paint: Paint,
): string {
  const head = `${paint.bold(oneLine(stream))}  version ${version}  ${paint.dim(`${describeMoment(at)}, ${oneLine(service)}`)}`;
  const width = Math.max(0, ...events.map(({ type }) => displayWidth(oneLine(type))));
  const digits = String(version).length;
  const lines = events.map(({ version: n, type, schema, at: time, data }) => {
    const name = oneLine(type);
    const pad = ' '.repeat(width - displayWidth(name));
    const when = describeMoment(time);
    return `  ${String(n).padStart(digits)}  ${name}${pad}  ${paint.dim(oneLine(`${schema}  ${when}  ${JSON.stringify(data)}`))}`;
  });
  const before = version - events.length;
  const more = before > 0 ? [`  ${paint.dim(`${plural(before, 'event')} before: --limit ${version}`)}`] : [];
  const shown = JSON.stringify(state, null, 2)
    .split('\n')
    .map((line) => `  ${printable(line)}`);
  return [head, ...shown, '', ...more, ...lines, ''].join('\n');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
