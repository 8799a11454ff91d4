import { stripVTControlCharacters } from 'node:util';

/** A line of a service's log, as far as it can be understood. */
export interface LogLine {
  /** When it was written; undefined where the line doesn't say. */
  readonly time?: Date;
  readonly level?: string;
  readonly message: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Lines that belong below it. */
  readonly stack: readonly string[];
}

/** What the screen says itself, or what only machines follow. */
const unsaid = new Set([
  'time',
  'timestamp',
  'ts',
  'level',
  'service',
  'message',
  'msg',
  'traceId',
  'pid',
  'hostname',
]);

/** Reads a line: one JSON object, as structured loggers write it, or any text. Nothing in it can move the cursor. */
export function readLogLine(text: string): LogLine {
  const object = parseObject(text);
  const message = object?.message ?? object?.msg;
  if (object === undefined || typeof message !== 'string')
    return { message: disarm(text), fields: [], stack: [] };
  const time = new Date(String(object.time ?? object.timestamp ?? ''));
  const stack: string[] = [];
  const fields: [string, string][] = [];
  for (const [name, value] of Object.entries(object)) {
    if (unsaid.has(name) || value === undefined || value === null) continue;
    const error = readError(value);
    if (error === undefined) fields.push([disarm(name), disarm(shorten(name, value))]);
    else {
      fields.push([disarm(name), disarm(error.message)]);
      stack.push(...error.stack.map(disarm));
    }
  }
  return {
    ...(Number.isNaN(time.getTime()) ? {} : { time }),
    ...(typeof object.level === 'string' ? { level: disarm(object.level) } : {}),
    message: disarm(message),
    fields,
    stack,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parseObject(text: string): Fields | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** The frames of the user's own code; those inside Node and inside packages are left out. */
function readError(value: unknown): { message: string; stack: readonly string[] } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, message, stack } = value as Fields;
  if (typeof message !== 'string' || typeof stack !== 'string') return undefined;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line) && !/node:|node_modules/.test(line));
  return {
    message: typeof name === 'string' ? `${name}: ${message}` : message,
    stack: frames.map((line) => line.trim()),
  };
}

function shorten(name: string, value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return /Id$/.test(name) && value.length > 12 ? `${value.slice(0, 8)}…` : value;
}

const colour = new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`);

/** Drops what would do something to a terminal or turn the direction of what it shows; colours stay. */
export function disarm(text: string): string {
  // With a capturing group, split gives what is between the colours at even places and the colours at odd ones.
  const parts = text.split(colour);
  return parts.map((part, index) => (index % 2 === 1 ? part : strip(part))).join('');
}

/** The text without colours, for what is no terminal. */
export function removeColour(text: string): string {
  return text
    .split(colour)
    .filter((_, index) => index % 2 === 0)
    .join('');
}

function strip(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\p{Bidi_Control}/gu, '');
}
