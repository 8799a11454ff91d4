import type { Place } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import type { Schema } from '../model/schema.ts';
import type { Finding, Rule, RuleContext, Visitor } from './rule.ts';
import type { FoundInSchema, SchemaMemory } from './schema-memory.ts';
import { placedSchemas, walkSchema } from './schema-walk.ts';

/** A rule that runs, with the context that knows it. */
export interface RuleRun {
  readonly rule: Rule;
  readonly context: RuleContext;
}

interface Listener<Visit> {
  readonly rule: Rule;
  readonly visit: Visit;
  readonly context: RuleContext;
}

type Listeners = { readonly [Kind in keyof Visitor]-?: readonly Listener<NonNullable<Visitor[Kind]>>[] };

/** One walk over the design for all rules. */
export function walkArchitecture(
  architecture: Architecture,
  runs: readonly RuleRun[],
  memory?: SchemaMemory,
): void {
  const on = listenersOf(runs);
  for (const { visit, context } of on.architecture) visit(context);
  each(architecture.domains, on.domain);
  each(architecture.events, on.event);
  each(architecture.topics, on.topic);
  each(architecture.services, on.service);
  for (const service of Object.values(architecture.services)) {
    for (const item of service.subscriptions) {
      for (const { visit, context } of on.subscription) visit(item, service, context);
    }
    for (const item of Object.values(service.operations)) {
      for (const { visit, context } of on.operation) visit(item, service, context);
    }
    for (const item of service.calls) for (const { visit, context } of on.call) visit(item, service, context);
  }
  each(architecture.aggregates, on.aggregate);
  each(architecture.projections, on.projection);
  each(architecture.sagas, on.saga);
  each(architecture.environments, on.environment);
  for (const document of architecture.documents) {
    for (const { visit, context } of on.document) visit(document, context);
  }
  walkSchemas(architecture, on.schema, memory);
  for (const { visit, context } of on.end) visit(context);
}

/** Calls back for each node of each schema, but for rules whose findings in a schema are remembered. */
function walkSchemas(
  architecture: Architecture,
  listeners: Listeners['schema'],
  memory: SchemaMemory | undefined,
): void {
  if (listeners.length === 0) return;
  const local = memory === undefined ? [] : listeners.filter(({ rule }) => rule.local === true);
  const others = memory === undefined ? listeners : listeners.filter(({ rule }) => rule.local !== true);
  const contexts = new Map(local.map(({ rule, context }) => [rule.id, context]));
  memory?.begin(architecture, [...contexts.keys()]);
  const visitAll = visitorOf(others);
  // Attributes that `defaults` gives to all events are one schema in many places.
  const seen = new Set<Schema>();
  for (const { schema, at } of placedSchemas(architecture)) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    const known = memory?.find(schema, at);
    if (known !== undefined || memory === undefined) {
      for (const { ruleId, finding } of known ?? []) contexts.get(ruleId)?.report(finding);
      walkSchema(schema, at, visitAll);
      continue;
    }
    const found: FoundInSchema[] = [];
    const noting = local.map(({ rule, visit, context }) => ({
      rule,
      visit,
      context: {
        ...context,
        report: (finding: Finding): void => {
          found.push({ ruleId: rule.id, finding });
          context.report(finding);
        },
      },
    }));
    walkSchema(schema, at, visitorOf([...noting, ...others]));
    memory.keep(schema, at, found);
  }
}

function visitorOf(
  listeners: Listeners['schema'],
): (schema: Schema, at: Place, trail: readonly Schema[]) => void {
  return (schema, at, trail) => {
    // By index: this runs for each node of each schema, and an iterator would make an object for each rule.
    for (let index = 0; index < listeners.length; index++) {
      const listener = listeners[index];
      if (listener !== undefined) listener.visit(schema, at, listener.context, trail);
    }
  };
}

function each<T>(
  items: { readonly [id: string]: T },
  listeners: readonly Listener<(item: T, context: RuleContext) => void>[],
): void {
  if (listeners.length === 0) return;
  for (const item of Object.values(items)) for (const { visit, context } of listeners) visit(item, context);
}

function listenersOf(runs: readonly RuleRun[]): Listeners {
  const visitors = runs.map(({ rule, context }) => ({
    rule,
    visitor: rule.start?.() ?? rule.visit ?? {},
    context,
  }));
  const of = <Kind extends keyof Visitor>(kind: Kind): Listener<NonNullable<Visitor[Kind]>>[] =>
    visitors.flatMap(({ rule, visitor, context }) => {
      const visit = visitor[kind];
      return visit === undefined ? [] : [{ rule, visit, context }];
    });
  return {
    architecture: of('architecture'),
    domain: of('domain'),
    event: of('event'),
    topic: of('topic'),
    service: of('service'),
    subscription: of('subscription'),
    operation: of('operation'),
    call: of('call'),
    aggregate: of('aggregate'),
    projection: of('projection'),
    saga: of('saga'),
    environment: of('environment'),
    document: of('document'),
    schema: of('schema'),
    end: of('end'),
  };
}
