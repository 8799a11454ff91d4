import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { SidecarEvent } from './sidecar/sidecar-event.ts';
import type { SystemEvent } from './system-event.ts';

/** Something that happened to an event, or that a service said while it worked on one. */
export type FlowEntry = FlowMessage | FlowLine;

/** At a sidecar. */
export type FlowMessage = SidecarEvent & { readonly from: 'sidecar' };

/** A line of a service's structured log that names an event or a conversation. */
export interface FlowLine {
  readonly from: 'service';
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly app: string;
  readonly level: string;
  readonly message: string;
  readonly eventId?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly traceId?: string;
  /** What else the line says. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What `eda dev` keeps so that a flow can be told afterwards: the last events, on disk, bounded. */
export interface FlowLog {
  note(event: SystemEvent): void;
  close(): Promise<void>;
}

/** Two files of so many bytes at most: some ten thousand events. */
const mostBytes = 16_777_216;

/** Opens `.eda/flow.jsonl` of a project; what earlier runs wrote stays until there is more. Never throws while noting. */
export function openFlowLog(root: string, limit: number = mostBytes): FlowLog {
  const file = fileOf(root);
  mkdirSync(join(root, '.eda'), { recursive: true });
  let descriptor = openFile(file);
  let bytes = fstatSync(descriptor).size;
  return {
    note(event) {
      const entry = readEntry(event);
      if (entry === undefined) return;
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      try {
        // Written at once: what was noted is there after any end of this process.
        if (bytes + line.length > limit) {
          renameSync(file, `${file}.1`);
          closeSync(descriptor);
          descriptor = openFile(file);
          bytes = 0;
        }
        bytes += writeSync(descriptor, line);
      } catch {
        // A full disk: the system goes on without.
      }
    },
    close: async () => closeSync(descriptor),
  };
}

/** What was kept, oldest first; lines that were cut off are left out. */
export function readFlowLog(root: string): FlowEntry[] {
  const { previous, current } = flowLogFiles(root);
  return [previous, current].flatMap((file) => {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return [];
    }
    return text.split('\n').flatMap((line) => readFlowEntry(line) ?? []);
  });
}

/** A line of the log; undefined where it was cut off. */
export function readFlowEntry(line: string): FlowEntry | undefined {
  try {
    return line === '' ? undefined : (JSON.parse(line) as FlowEntry);
  } catch {
    return undefined;
  }
}

/** Where the log of a project lies: what is written now, and what was before. */
export function flowLogFiles(root: string): { readonly current: string; readonly previous: string } {
  return { current: fileOf(root), previous: `${fileOf(root)}.1` };
}

/** Forgets everything. */
export function clearFlowLog(root: string): void {
  for (const file of [fileOf(root), `${fileOf(root)}.1`]) rmSync(file, { force: true });
}

function fileOf(root: string): string {
  return join(root, '.eda/flow.jsonl');
}

/** Data of people pass here: nobody else reads it. A disk that is full costs the log, and not the system. */
function openFile(file: string): number {
  return openSync(file, 'a', 0o600);
}

function readEntry(event: SystemEvent): FlowEntry | undefined {
  if (event.kind === 'message') return { from: 'sidecar', ...event.message };
  if (event.kind !== 'service' || event.event.kind !== 'line') return undefined;
  return readLine(event.name, event.event.text);
}

function readLine(app: string, text: string): FlowLine | undefined {
  if (!text.startsWith('{')) return undefined;
  let line: Readonly<Record<string, unknown>>;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { time, level, message, id, correlationId, causationId, traceId, service: _, ...fields } = line;
  const names = {
    ...(typeof id === 'string' && { eventId: id }),
    ...(typeof correlationId === 'string' && { correlationId }),
    ...(typeof causationId === 'string' && { causationId }),
    ...(typeof traceId === 'string' && { traceId }),
  };
  if (typeof message !== 'string' || Object.keys(names).length === 0) return undefined;
  const at = Date.parse(String(time));
  return {
    from: 'service',
    at: Number.isNaN(at) ? Date.now() : at,
    app,
    level: String(level ?? 'info'),
    message,
    ...names,
    fields,
  };
}
