import { onKey, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import type { Operation, Service } from '../model/architecture.ts';
import { affectedByOperation } from './affected-services.ts';
import { arrow, type CompareContext, pairBy, pairById, type ReportOf } from './compare-context.ts';
import { compareShapes } from './compare-shapes.ts';

/** Compares what a service serves: a request is held to what callers still send, an answer to what they still read. */
export function compareOperations(old: Service, now: Service, context: CompareContext): void {
  const { added, removed, kept } = pairById(old.operations, now.operations);
  const subject = ({ name }: Operation) => ({ kind: 'operation', name: `${now.name}.${name}` }) as const;
  const affected = ({ name }: Operation) => affectedByOperation(context.old, old.name, name);
  for (const operation of added) {
    context.report({
      kind: 'operation-added',
      subject: subject(operation),
      what: `${route(operation)} added`,
      new: { ...operation.at, on: 'key' },
    });
  }
  for (const operation of removed) {
    context.report({
      kind: 'operation-removed',
      subject: subject(operation),
      what: `${route(operation)} removed`,
      old: { ...operation.at, on: 'key' },
      affected: affected(operation),
    });
  }
  for (const [before, after] of kept) {
    compareOperation(before, after, context, (draft) =>
      context.report({
        subject: subject(after),
        old: before.at,
        new: after.at,
        affected: affected(before),
        ...draft,
      }),
    );
  }
}

function route({ method, path }: Operation): string {
  return `${method.toUpperCase()} ${path}`;
}

function compareOperation(old: Operation, now: Operation, context: CompareContext, report: ReportOf): void {
  // Names of parameters in the path are nobody's business but the service's.
  const bare = (operation: Operation): string => route(operation).replace(/\{[^{}]*\}/g, '{}');
  if (bare(old) !== bare(now))
    report({ kind: 'operation-route-changed', what: arrow(route(old), route(now)) });
  else if (route(old) !== route(now))
    report({ kind: 'operation-documented', what: arrow(route(old), route(now)) });
  if (old.description !== now.description)
    report({ kind: 'operation-documented', what: 'description changed' });
  compareParams(old, now, context, report, bare(old) === bare(now));
  const body = (key: 'request' | 'response'): void => {
    const [before, after] = [old[key], now[key]];
    const at = { old: placeAt(old.at, key), new: placeAt(now.at, key) };
    if (before === undefined && after !== undefined)
      report({ kind: `operation-${key}-added`, what: `${key} added`, ...at });
    else if (before !== undefined && after === undefined)
      report({ kind: `operation-${key}-removed`, what: `${key} removed`, ...at });
    else if (before !== undefined && after !== undefined) {
      const shapes = compareShapes(
        context,
        { schema: before, at: at.old },
        { schema: after, at: at.new },
        'command',
      );
      for (const shape of shapes) {
        report({
          ...shape,
          kind: `operation-${key}-changed`,
          detail: shape.kind,
          what: `${key} ${shape.what}`,
          promised: key === 'request' ? 'backward' : 'forward',
        });
      }
    }
  };
  body('request');
  body('response');
}

function placeOf({ at }: Operation, param: string): Place {
  return placeAt(at, 'params', param);
}

function compareParams(
  old: Operation,
  now: Operation,
  context: CompareContext,
  report: ReportOf,
  samePath: boolean,
): void {
  // In the path parameters go by their position.
  const inPath = ({ params }: Operation) => params.filter((param) => param.in === 'path');
  const named = ({ params }: Operation) =>
    params.filter((param) => param.in === 'query').map((param) => ({ ...param, key: param.name }));
  const positioned = (operation: Operation) =>
    inPath(operation).map((param, index) => ({ ...param, key: `${index}` }));
  const path = samePath ? pairBy(positioned(old), positioned(now), ({ key }) => key).kept : [];
  const query = pairBy(named(old), named(now), ({ key }) => key);
  const at = (operation: Operation, name: string): Place => onKey(placeOf(operation, name));
  for (const { name } of query.added)
    report({ kind: 'operation-param-added', what: `parameter ${name} added`, new: at(now, name) });
  for (const { name } of query.removed)
    report({ kind: 'operation-param-removed', what: `parameter ${name} removed`, old: at(old, name) });
  for (const [before, after] of [...path, ...query.kept]) {
    const shapes = compareShapes(
      context,
      { schema: before.schema, at: placeOf(old, before.name) },
      { schema: after.schema, at: placeOf(now, after.name) },
      'command',
    );
    for (const shape of shapes) {
      report({
        ...shape,
        kind: 'operation-param-changed',
        detail: shape.kind,
        what: `parameter ${after.name}: ${shape.what}`,
        promised: 'backward',
      });
    }
  }
}
