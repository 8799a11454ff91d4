import { posix } from 'node:path';
import { type Diagnostic, type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { explainDeadEnd } from '../explain-dead-end.ts';
import { isMap } from '../is-map.ts';
import { decodeText, descend, readPointer } from '../json-pointer.ts';
import type { OpenedFile } from '../spec-file.ts';
import type { RemoteRef } from './document.ts';

/** A value and where it is written. */
export interface Located {
  readonly value: unknown;
  readonly at: Place;
}

/** Follows the `$ref`s of documents, in a file and between files of the project. */
export interface References {
  /** What a value is behind its `$ref`s, or itself; undefined: they lead nowhere, which has been reported. */
  follow(located: Located): Located | undefined;
  /** Whether some reference led to a component (`components/<kind>/<name>`), or into it. */
  isUsed(place: Place): boolean;
  /** References to other hosts that stand in a file, in the order in which they are met: the list grows. */
  remoteOf(file: string): readonly RemoteRef[];
  /** Notes a reference to another host that somebody else met. */
  noteRemote(ref: string, at: Place): void;
}

export interface ReferencesInput {
  readonly open: (path: string) => OpenedFile;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Where a `$ref` leads: to another host, outside the project, or to a pointer in a file. */
export type RefTarget =
  | { readonly kind: 'remote' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'file'; readonly file: string; readonly pointer: string };

/** Reads a `$ref` that stands in a file. Pure. */
export function parseRef(ref: string, file: string): RefTarget {
  const hash = ref.indexOf('#');
  const filePart = hash === -1 ? ref : ref.slice(0, hash);
  const pointer = hash === -1 ? '' : ref.slice(hash + 1);
  if (filePart === '') return { kind: 'file', file, pointer };
  if (/^[a-z][a-z0-9+.-]+:/i.test(filePart) || filePart.startsWith('//')) return { kind: 'remote' };
  const path = posix.normalize(posix.join(posix.dirname(file), decodeText(filePart)));
  if (path.startsWith('../') || path === '..' || posix.isAbsolute(filePart)) return { kind: 'outside' };
  return { kind: 'file', file: path, pointer };
}

/** The steps of the pointer of a `$ref` into a file; undefined of anything else. */
export function refSteps({ value, at }: Located): string[] | undefined {
  if (!isMap(value) || typeof value.$ref !== 'string') return undefined;
  const target = parseRef(value.$ref, at.file);
  return target.kind === 'file' && target.pointer.startsWith('/') ? readPointer(target.pointer) : undefined;
}

/** Makes what follows references, for all documents of a run. Each fault is reported once a place. */
export function createReferences({ open, report }: ReferencesInput): References {
  const used = new Set<string>();
  const remote = new Map<string, RemoteRef[]>();
  const reported = new Set<string>();

  const fault = (at: Place, message: string, help?: string): undefined => {
    const id = placeId(at);
    if (reported.has(id)) return undefined;
    reported.add(id);
    report({ code: 'ref-target', severity: 'error', message, ...(help === undefined ? {} : { help }), at });
    return undefined;
  };

  /** What references led to, by the file that they stand in and their text: many stand there more than once. */
  const known = new Map<string, Map<string, Located>>();
  const remember = (file: string, ref: string, target: Located): void => {
    const inFile = known.get(file) ?? new Map<string, Located>();
    known.set(file, inFile.set(ref, target));
  };

  const remoteOf = (file: string): RemoteRef[] => {
    const list = remote.get(file) ?? [];
    remote.set(file, list);
    return list;
  };
  const noteRemote = (ref: string, at: Place): void => {
    const list = remoteOf(at.file);
    if (!list.some((other) => placeId(other.at) === placeId(at))) list.push({ ref, at });
  };

  const step = (ref: string, at: Place, hops: number): Located | undefined => {
    const target = parseRef(ref, at.file);
    if (target.kind === 'remote') {
      noteRemote(ref, at);
      return undefined;
    }
    if (target.kind === 'outside') {
      return fault(at, `${ref} lies outside the project`, 'run eda from the folder that holds both files');
    }
    const opened = open(target.file);
    if (!opened.ok) return fault(at, `${ref}: ${opened.problem}`);
    if (target.pointer !== '' && !target.pointer.startsWith('/')) {
      return fault(at, `${ref}: #${target.pointer} is no JSON Pointer`, "write '#/…'");
    }
    const steps = readPointer(target.pointer);
    const place: Place = { file: target.file, path: steps };
    used.add(placeId({ file: target.file, path: steps.slice(0, 3) }));
    const value = descend(opened.value, steps);
    if (value !== undefined) return { value, at: place };
    const through = throughRefs(opened.value, steps, target.file, hops);
    if (through !== undefined) {
      used.add(placeId({ file: through.at.file, path: through.at.path.slice(0, 3) }));
      return through;
    }
    const { said, help } = explainDeadEnd(opened.value, steps);
    return fault(at, `there is nothing at ${ref}${said}`, help);
  };

  /** A pointer may lead through an object that is itself a reference. */
  const throughRefs = (
    root: unknown,
    steps: readonly string[],
    file: string,
    hops: number,
  ): Located | undefined => {
    let current: Located | undefined = { value: root, at: { file, path: [] } };
    for (const key of steps) {
      if (current === undefined || typeof current.value !== 'object' || current.value === null)
        return undefined;
      if (!Object.hasOwn(current.value, key) && isMap(current.value)) {
        const { $ref } = current.value;
        if (typeof $ref !== 'string' || hops >= mostHops) return undefined;
        current = step($ref, placeAt(current.at, '$ref'), hops + 1);
      }
      const value = descend(current?.value, [key]);
      current =
        value === undefined || current === undefined ? undefined : { value, at: placeAt(current.at, key) };
    }
    return current;
  };

  return {
    follow: (located) => {
      let current: Located | undefined = located;
      let seen: Set<string> | undefined;
      while (current !== undefined && isMap(current.value) && typeof current.value.$ref === 'string') {
        const $ref: string = current.value.$ref;
        const next: Located | undefined = known.get(current.at.file)?.get($ref);
        // Most references lead to something that is none.
        if (next !== undefined && !refers(next)) return next;
        const at = placeAt(current.at, '$ref');
        const id = placeId(current.at);
        if (seen?.has(id) === true) return fault(at, `${$ref} leads back to itself`);
        seen ??= new Set();
        seen.add(id);
        const target: Located | undefined = next ?? step($ref, at, 0);
        if (next === undefined && target !== undefined) remember(current.at.file, $ref, target);
        current = target;
      }
      return current;
    },
    isUsed: (place) => used.has(placeId(place)),
    remoteOf,
    noteRemote,
  };
}

function refers({ value }: Located): boolean {
  return isMap(value) && typeof value.$ref === 'string';
}

/** References within a pointer of a reference: more than this lead in a circle. */
const mostHops = 16;

/** Equal for equal places; for use in sets. */
export function placeId(place: Place): string {
  return `${place.file}\0${place.path.join('\0')}`;
}
