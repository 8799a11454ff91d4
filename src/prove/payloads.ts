import { createHash } from 'node:crypto';
import type { Architecture, DataPath, EventContract } from '../model/architecture.ts';
import { checkValue } from '../model/check-value.ts';
import { isObject } from '../model/json-value.ts';
import { schemasOf } from '../model/query.ts';
import { exampleOf } from '../print/example.ts';

/** Data of an event that fit its schema. */
export type Payload = unknown;

/** So many keys at most: enough for every partition and lane, few enough that each has a long row of events. */
const mostKeys = 64;

/**
 * Valid data of an event, the same but for the key: one for each key that could be made. A single one where the event
 * has no key or its key can't be varied; none where no example is found.
 */
export function payloadsOf(event: EventContract, architecture: Architecture): readonly Payload[] {
  const path = event.key.at(-1);
  const example = exampleFor(event, architecture);
  if (example === undefined) return [];
  if (path === undefined) return [example];
  const found = new Map<string, Payload>();
  for (let number = 0; number < mostKeys; number++) {
    const data = varyPayload(event, architecture, path, number);
    if (data !== undefined) found.set(JSON.stringify(valueAt(data, path)), data);
  }
  return found.size > 1 ? [...found.values()] : [example];
}

/** Valid data of an event: its own example, or one that is made. Undefined where none is found. */
export function exampleFor(event: EventContract, architecture: Architecture): Payload | undefined {
  const lookup = schemasOf(architecture);
  return [...event.examples, exampleOf(event.data, lookup)].find(
    (data) => data !== undefined && fitsEvent(event, architecture, data),
  );
}

/** Valid data of an event with another value at a path for each number, as far as its schema lets there be others. */
export function varyPayload(
  event: EventContract,
  architecture: Architecture,
  path: DataPath,
  number: number,
): Payload | undefined {
  const example = exampleFor(event, architecture);
  if (example === undefined) return undefined;
  return variantsOf(valueAt(example, path), number)
    .map((value) => withValue(example, path, value))
    .find((data) => fitsEvent(event, architecture, data));
}

/** Whether data fit the schema of an event. */
export function fitsEvent(event: EventContract, architecture: Architecture, data: unknown): boolean {
  return checkValue(data, event.data, schemasOf(architecture)).length === 0;
}

/** Values like `example`, in ever plainer ways: one of them may fit the schema. */
function variantsOf(example: unknown, number: number): readonly unknown[] {
  if (typeof example === 'number') return [example + number, number + 1];
  if (typeof example !== 'string') return [];
  const hash = createHash('sha256').update(String(number)).digest('hex');
  const uuid = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  const digits = String(number).padStart(3, '0');
  return [
    uuid,
    `${example}-${number}`,
    `${example}${number}`,
    // Of its own form: only digits at its end, letters there, or the whole text, are others.
    example.replace(/\d{1,3}$/, (end) => digits.slice(-end.length)),
    example.replace(/[a-z]{2}$/i, () => letters(number)),
    example.replace(/^[a-z]{2}/i, () => letters(number)),
    `k${number}`,
  ];
}

function letters(number: number): string {
  const letter = (index: number): string => String.fromCharCode(65 + (index % 26));
  return letter(Math.floor(number / 26)) + letter(number);
}

/** What lies at a path of data; undefined where nothing does. */
export function valueAt(data: unknown, path: DataPath): unknown {
  return path.reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), data);
}

/** Data with another value at a path. */
export function withValue(data: unknown, [step, ...rest]: DataPath, value: unknown): unknown {
  if (step === undefined) return value;
  if (!isObject(data)) return data;
  return { ...data, [step]: withValue(data[step], rest, value) };
}
