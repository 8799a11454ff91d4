import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPackage } from '../dev/load-package.ts';
import type { AffectedService, Change, CodeLine } from '../diff/change.ts';
import {
  type FieldRead,
  linesReading,
  readHandlerFields,
  readProjectionFields,
} from '../diff/handler-fields.ts';
import { fileNames } from '../generators/typescript/unique-names.ts';
import type { Architecture, DataPath, Subscription } from '../model/architecture.ts';
import { foldersIn } from '../model/service-folders.ts';

type TsMorph = typeof import('ts-morph');

/** What the code of a project reads of events. */
export interface CodeReader {
  /**
   * Lines of a service that read a field of an event; `complete`: all of its code that takes the event was read.
   */
  linesOf(
    service: string,
    event: string,
    field: DataPath,
  ): { readonly lines: readonly CodeLine[]; readonly complete: boolean };
}

/** Opens the handlers and projections of a project. ts-morph is an optional package; without it code stays closed. */
export async function openCode(folder: string, architecture: Architecture): Promise<CodeReader> {
  const morph = await loadPackage<TsMorph>(folder, 'ts-morph');
  const known = new Map<string, readonly FieldRead[] | undefined>();
  const read = (
    file: string,
    event: string,
    subscription: Subscription,
  ): readonly FieldRead[] | undefined => {
    const key = `${file}\0${event}`;
    if (!known.has(key)) {
      const text = morph === undefined ? undefined : textOf(join(folder, file));
      known.set(
        key,
        text === undefined || morph === undefined
          ? undefined
          : subscription.origin.kind === 'projection'
            ? readProjectionFields(morph, text, event)
            : readHandlerFields(morph, text),
      );
    }
    return known.get(key);
  };
  return {
    linesOf: (service, event, field) => {
      let complete = true;
      const lines: CodeLine[] = [];
      for (const subscription of subscriptionsTo(architecture, service, event)) {
        // What a saga takes is read by generated code: its key, which the design says.
        if (subscription.origin.kind === 'saga') continue;
        const file = codeFile(architecture, service, subscription);
        const reads = file === undefined ? undefined : read(file, event, subscription);
        if (reads === undefined || file === undefined) complete = false;
        else lines.push(...linesReading(reads, field).map((line) => ({ file, line })));
      }
      return { lines, complete };
    },
  };
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function subscriptionsTo(
  { services }: Architecture,
  service: string,
  event: string,
): readonly Subscription[] {
  return (services[service]?.subscriptions ?? []).filter((subscription) => subscription.event === event);
}

/** Where the generated project keeps what takes an event: a handler, or a projection. */
function codeFile(
  architecture: Architecture,
  service: string,
  { event, origin }: Subscription,
): string | undefined {
  if (origin.kind === 'saga') return undefined;
  const handled = (architecture.services[service]?.subscriptions ?? [])
    .filter((subscription) => subscription.origin.kind === 'written')
    .map((subscription) => subscription.event);
  const projections = Object.values(architecture.projections)
    .filter((projection) => projection.service === service)
    .map(({ name }) => name);
  const name =
    origin.kind === 'written'
      ? fileNames(new Set(handled)).get(event)
      : fileNames(projections).get(origin.name);
  const described = architecture.services[service];
  if (name === undefined || described === undefined) return undefined;
  const folders = foldersIn(architecture, described);
  return `${origin.kind === 'written' ? folders.handlers : folders.projections}/${name}.ts`;
}

/** Says of each affected service whether its code reads the field, with the lines. */
export async function readersIn(
  folder: string,
  architecture: Architecture,
  changes: readonly Change[],
): Promise<readonly Change[]> {
  const isOpen = (service: AffectedService): boolean =>
    service.role === 'subscriber' && service.reads !== 'no' && !service.external;
  const candidates = new Set(
    changes.filter(
      ({ subject, path, affected }) =>
        subject.kind === 'event' && path !== undefined && path.length > 0 && affected.some(isOpen),
    ),
  );
  const hasCode = [...candidates].some(({ subject, affected }) =>
    affected.some(({ service }) =>
      subscriptionsTo(architecture, service, subject.name).some((subscription) => {
        const file = codeFile(architecture, service, subscription);
        return file !== undefined && existsSync(join(folder, file));
      }),
    ),
  );
  // The parser of TypeScript takes a while to load.
  if (!hasCode) return changes;
  const code = await openCode(folder, architecture);
  return changes.map((change) => {
    const { path } = change;
    if (!candidates.has(change) || path === undefined) return change;
    return {
      ...change,
      affected: change.affected.map((service) => {
        if (!isOpen(service)) return service;
        const { lines, complete } = code.linesOf(service.service, change.subject.name, path);
        if (lines.length > 0) return { ...service, reads: 'yes' as const, lines };
        return complete && service.reads === 'unknown' ? { ...service, reads: 'no' as const } : service;
      }),
    };
  });
}
