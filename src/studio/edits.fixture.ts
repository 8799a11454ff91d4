import { expect } from 'vitest';
import { loadDesign } from '../pipeline.ts';
import type { ProjectFiles } from '../spec/project-files.ts';
import type { EditableDesign } from './edits/edit-context.ts';
import type { StudioOperation } from './edits/operation.ts';
import type { TextChange } from './edits.ts';

/** Reads a design to be edited; throws what keeps it from being read. */
export function openForEdits(files: ProjectFiles): EditableDesign {
  const { architecture, source, diagnostics } = loadDesign(files, 'eda.yaml');
  if (architecture === undefined || source === undefined)
    throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return { architecture, source, root: 'eda.yaml' };
}

/** Lines that went and lines that came, in their order. */
export function diffLines(
  before: string,
  after: string,
): { readonly gone: string[]; readonly come: string[] } {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const without = (lines: readonly string[], others: readonly string[]): string[] => {
    const left = new Map<string, number>();
    for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
    return lines.filter((line) => {
      const count = left.get(line) ?? 0;
      left.set(line, count - 1);
      return count <= 0;
    });
  };
  return { gone: without(old, fresh), come: without(fresh, old) };
}

/** Every operation that a design allows, with names that are new. */
export function operationsOn({ architecture }: EditableDesign): readonly StudioOperation[] {
  const events = Object.keys(architecture.events);
  const services = Object.values(architecture.services);
  const domains = Object.keys(architecture.domains);
  const [domain = ''] = domains;
  const [event = ''] = events;
  return [
    { kind: 'add-domain', name: 'brand-new' },
    ...domains.map((name) => ({ kind: 'add-service', name: 'brand-new', domain: name }) as const),
    ...domains.map((name) => ({ kind: 'add-event', name: `${name}.novelty.seen`, as: 'document' }) as const),
    ...events.flatMap((name) => [
      { kind: 'rename-event', from: name, to: `${domain}.novelty.renamed` } as const,
      { kind: 'delete-event', name } as const,
      { kind: 'version-event', name } as const,
    ]),
    ...services.flatMap(({ name, subscriptions, publications }) => [
      { kind: 'rename-service', from: name, to: 'brand-new' } as const,
      { kind: 'delete-service', name } as const,
      { kind: 'move-service', name, domain } as const,
      { kind: 'add-subscription', service: name, event: events[0] ?? '' } as const,
      { kind: 'add-publication', service: name, event: events.at(-1) ?? '' } as const,
      ...subscriptions
        .slice(0, 2)
        .flatMap(({ event: taken }) => [
          { kind: 'remove-subscription', service: name, event: taken } as const,
          { kind: 'change-subscription', service: name, from: taken, to: events.at(-1) ?? '' } as const,
        ]),
      { kind: 'add-projection', name: 'brand-new', service: name, event } as const,
      ...publications
        .slice(0, 2)
        .map(({ event: sent }) => ({ kind: 'remove-publication', service: name, event: sent }) as const),
    ]),
    ...Object.keys(architecture.projections).flatMap((name) => [
      { kind: 'rename-projection', from: name, to: 'brand-new' } as const,
      { kind: 'delete-projection', name } as const,
    ]),
    ...Object.values(architecture.sagas).flatMap((saga) => [
      {
        kind: 'add-saga-step',
        saga: saga.name,
        name: 'brand-new',
        succeeds: event,
        ...(saga.style === 'orchestration'
          ? { command: events.find((name) => architecture.events[name]?.kind === 'command') ?? event }
          : { service: services[0]?.name ?? '' }),
      } as const,
      ...saga.steps.flatMap(({ name }) => [
        { kind: 'rename-saga-step', saga: saga.name, from: name, to: 'brand-new' } as const,
        { kind: 'delete-saga-step', saga: saga.name, name } as const,
      ]),
    ]),
  ];
}

/** Whether a line became another one by what was put into it, or taken out of it, alone. */
function isWithin(short: string, long: string): boolean {
  let at = 0;
  for (const char of long) if (char === short[at]) at++;
  return at === short.length;
}

/** A name, but not as the beginning or end of a longer one. */
function whole(name: string): RegExp {
  return new RegExp(`(?<![\\w.-])${name.replaceAll('.', '\\.')}(?![\\w-]|\\.\\w)`, 'g');
}

/** Fails where a change touches a line that the operation does not speak of. */
export function expectMinimal(operation: StudioOperation, { before, after }: TextChange): void {
  const { gone, come } = diffLines(before, after);
  const told = JSON.stringify({ operation, gone, come });
  if (/^(rename|change)/.test(operation.kind)) {
    const { from, to } = operation as { from: string; to: string };
    // As sets: the comparison may take equal lines around them for those that stayed.
    expect([...come].sort(), told).toEqual(gone.map((line) => line.replace(whole(from), to)).sort());
  } else if (/^(add|version)/.test(operation.kind)) {
    for (const line of gone)
      expect(
        come.some((other) => isWithin(line.trimEnd(), other)),
        told,
      ).toBe(true);
  } else if (/^(remove|delete)/.test(operation.kind)) {
    for (const line of come)
      expect(
        gone.some((other) => isWithin(line.replace(/[{}[\]\s]+$/, ''), other)),
        told,
      ).toBe(true);
  }
}
