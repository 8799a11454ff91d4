import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { disarm, readLogLine, removeColour } from './log-line.ts';
import type { RunnerEvent } from './service-runner.ts';
import { shortId } from './short-id.ts';
import type { SidecarEvent, SidecarEventKind } from './sidecar/sidecar-event.ts';
import type { RunningService, SystemEvent } from './system-event.ts';

/** Turns what happens in a system into lines for people. */
export interface Screen {
  /** The lines of an event; none where it isn't worth one. */
  show(event: SystemEvent): readonly string[];
  /** A line in the log under a service's name. */
  log(name: string, text: string, time?: Date): string;
}

type Paint = 'red' | 'green' | 'yellow' | 'dim' | 'bold';

const codes: Readonly<Record<Paint, string>> = { red: '31', green: '32', yellow: '33', dim: '2', bold: '1' };
/** Neither red nor yellow: those mean something. */
const palette = ['36', '35', '34', '32', '96', '95', '94', '92'];

/** Makes the screen of one run. `root` is the project's folder: places are shown relative to it. */
export function createScreen({ root, colour }: { readonly root: string; readonly colour: boolean }): Screen {
  const paint = (text: string, code: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  const as = (kind: Paint, text: string) => paint(text, codes[kind]);
  let services: readonly RunningService[] = [];
  let width = 0;
  /** Services that were ready before: the first time is a row of the table, later ones are lines of the log. */
  const introduced = new Set<string>();
  /** Events that a service said it keeps as dead letters; its sidecar is only told that they are done with. */
  const givenUp = new Set<string>();

  function log(name: string, text: string, time = new Date()): string {
    const place = Math.max(
      services.findIndex((service) => service.name === name),
      0,
    );
    const shown = paint(name.padEnd(width), palette[place % palette.length] ?? '0');
    const plain = colour ? text : removeColour(text);
    // What services, compilers and files say passes here: no text moves the cursor.
    return `${as('dim', clock(time))}  ${shown}  ${disarm(plain)}`;
  }

  function showLine(name: string, text: string): readonly string[] {
    const line = readLogLine(text);
    if (line.message === 'event dead-lettered') {
      const [, id = ''] = line.fields.find(([field]) => field === 'id') ?? [];
      givenUp.add(`${name} ${id}`);
    }
    const level = line.level?.toLowerCase();
    const isError = level === 'error' || level === 'fatal';
    const mark = isError ? as('red', 'error ') : level?.startsWith('warn') ? as('yellow', 'warning ') : '';
    const fields = line.fields.map(([field, value]) => ` ${as('dim', `${field}=`)}${value}`).join('');
    const indent = ' '.repeat(clock(new Date()).length + width + 6);
    return [
      log(name, `${mark}${line.message}${fields}`, line.time),
      ...line.stack.slice(0, 8).map((frame) => as('dim', `${indent}${frame}`)),
    ];
  }

  function showRow(name: string, ms: number): string {
    const longest = Math.max(...services.map(({ url }) => url?.length ?? 0), 0);
    const url = services.find((service) => service.name === name)?.url ?? '';
    return `  ${as('bold', name.padEnd(width + 3))}${as('green', 'ready')}  ${url.padEnd(longest)}   ${seconds(ms)}`;
  }

  function showService(name: string, event: RunnerEvent): readonly string[] {
    switch (event.kind) {
      case 'line':
        return showLine(name, event.text);
      case 'ready':
        if (introduced.has(name)) return [log(name, `${as('green', '✓')} ready again  ${seconds(event.ms)}`)];
        introduced.add(name);
        return [showRow(name, event.ms)];
      case 'slow':
        return [log(name, `${as('yellow', '…')} not ready after ${seconds(event.ms)}: ${event.answer}`)];
      case 'crashed':
        return [log(name, `${as('red', '✗')} ${event.how}, again in ${seconds(event.againInMs)}`)];
      case 'gave-up':
        return [log(name, `${as('red', '✗')} ${event.how}; it stays down until a change or a restart`)];
      case 'restarting':
        return [log(name, `↻ ${event.reason}`)];
      case 'broken':
        return event.diagnostics.map((one) => log(name, `${as('red', '✗')} ${describe(one)}`));
      case 'mended':
        return [log(name, `${as('green', '✓')} mended: what runs is what is written`)];
      case 'unwatched':
        return [log(name, `${as('yellow', '…')} changes go unnoticed: ${event.reason}`)];
      case 'started':
      case 'stopped':
        return [];
    }
  }

  /** An event on its way. That it waits for a service that is down is said by the service's own lines. */
  function showMessage(message: SidecarEvent): readonly string[] {
    const { kind, app, attempt, error = '' } = message;
    if (kind === 'held') return [];
    const id = message.eventId === undefined ? '' : shortId(message.eventId);
    const name = `${message.eventType ?? message.topic}  ${as('dim', id)}`;
    const isGivenUp = kind === 'delivered' && givenUp.delete(`${app} ${message.eventId}`);
    if (isGivenUp) {
      const text = `${as('red', '✗')} ${name}  a dead letter now: eda dlq list`;
      return [log(app, text, new Date(message.at))];
    }
    const said: Readonly<Record<Exclude<SidecarEventKind, 'held'>, string>> = {
      published: `${as('dim', '→')} ${name}`,
      delivered: `${as('green', '✓')} ${name}  ${message.ms} ms`,
      retried: `${as('red', '✗')} ${name}  attempt ${attempt}: ${error}`,
      dropped: `${as('red', '✗')} ${name}  dropped after attempt ${attempt}: ${error}`,
      'dead-lettered': `${as('red', '✗')} ${name}  attempt ${attempt} was the last: ${error}; now on ${message.deadLetterTopic ?? 'the dead-letter topic'}`,
      expired: `${as('yellow', '…')} ${name}  expired before it was delivered`,
    };
    return [log(app, said[kind], new Date(message.at))];
  }

  function describe(diagnostic: Diagnostic): string {
    return disarm(`${as('bold', placeOf(diagnostic, root))}  ${diagnostic.message}`);
  }

  return {
    log,
    show(event) {
      switch (event.kind) {
        case 'progress':
          return [as('dim', `  ${disarm(event.message)}`)];
        case 'warning':
          return [`  ${as('yellow', 'warning')}  ${describe(event.diagnostic)}`];
        case 'ports-moved':
          return [`  ports       ${as('yellow', `moved by ${event.offset}`)}`];
        case 'sidecars':
          return [
            `  sidecars    ${event.program.padEnd(20)}${as('dim', `127.0.0.1:${ranges(event.ports)}`)}`,
          ];
        case 'postgres': {
          const { mode, version, folder } = event.postgres;
          const where = folder === undefined ? ' at DATABASE_URL' : ` in ${shorten(folder, root)}`;
          const databases = `${event.databases} ${event.databases === 1 ? 'database' : 'databases'}${where}`;
          return [`  postgres    ${`${mode} ${version}`.padEnd(20)}${as('dim', databases)}`];
        }
        case 'outdated': {
          const what = `${event.file} changed: what runs is as it was; q and eda dev again take it up`;
          return [log('eda', `${as('yellow', '…')} ${what}`)];
        }
        case 'services':
          services = event.services;
          width = Math.max(...services.map(({ name }) => name.length), 0);
          return [];
        case 'sidecar-log': {
          const { level, app, message } = event.entry;
          if (level !== 'warn' && level !== 'error') return [];
          return [log(app, `${as(level === 'error' ? 'red' : 'yellow', 'sidecar')} ${message}`)];
        }
        case 'message':
          return showMessage(event.message);
        case 'service':
          return showService(event.name, event.event);
      }
    },
  };
}

/** `file:line:column` as far as it is known; lines and columns count from 1. */
export function placeOf({ at }: Diagnostic, root: string): string {
  if (at.range === undefined) return at.path.length === 0 ? at.file : `${at.file} ${at.path.join('.')}`;
  try {
    const before = readFileSync(join(root, at.file), 'utf8').slice(0, at.range.offset).split('\n');
    return `${at.file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  } catch {
    return at.file;
  }
}

/** Relative to the project where it is inside. */
function shorten(folder: string, root: string): string {
  const inside = relative(existsSync(root) ? realpathSync(root) : root, folder);
  return inside.startsWith('..') || isAbsolute(inside) ? folder : inside.replaceAll(sep, '/');
}

/** Milliseconds as people read them: "0.9 s". */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Ports in order, those in a row as one range. */
function ranges(ports: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const port of [...ports].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === port - 1) run[1] = port;
    else runs.push([port, port]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}

function clock(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const ms = String(time.getMilliseconds()).padStart(3, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${ms}`;
}
