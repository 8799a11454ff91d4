import type { Place } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import type { Schema } from '../model/schema.ts';
import type { Finding, Rule, RuleContext, Survey, Visitor } from './rule.ts';
import type { SaidOfSchema, SchemaMemory } from './schema-memory.ts';
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

/** A survey that runs, and what it has noted so far. */
interface SurveyRun extends RuleRun {
  readonly survey: Survey;
  readonly notes: unknown[];
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
  const surveys = surveysOf(runs);
  walkSchemas(architecture, on.schema, surveys, memory);
  for (const { survey, notes, context } of surveys) survey.judge(notes, context);
  for (const { visit, context } of on.end) visit(context);
}

/** Calls back for each node of each schema, but for what is remembered of a schema. */
function walkSchemas(
  architecture: Architecture,
  listeners: Listeners['schema'],
  surveys: readonly SurveyRun[],
  memory: SchemaMemory | undefined,
): void {
  if (listeners.length + surveys.length === 0) return;
  const local = memory === undefined ? [] : listeners.filter(({ rule }) => rule.local === true);
  const others = memory === undefined ? listeners : listeners.filter(({ rule }) => rule.local !== true);
  const visitOthers = visitorOf(others);
  const visitAll = visitorOf([
    ...others,
    ...surveys.map((run) => takeNotes(run, (note) => run.notes.push(note))),
  ]);
  const remembered = [...local, ...surveys];
  const repeat = repeaterOf(local, surveys);
  memory?.begin(
    architecture,
    remembered.map(({ rule }) => rule.id),
  );
  // Attributes that `defaults` gives to all events are one schema in many places.
  const seen = new Set<Schema>();
  for (const { schema, at } of placedSchemas(architecture)) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    const known = memory?.find(schema, at);
    if (memory === undefined) walkSchema(schema, at, visitAll);
    else if (known !== undefined) {
      for (const said of known) repeat(said);
      if (others.length > 0) walkSchema(schema, at, visitOthers);
    } else {
      const all: SaidOfSchema[] = [];
      const noting = [
        ...local.map((listener) => noteFindings(listener, all)),
        ...surveys.map((run) => takeNotes(run, (note) => all.push({ ruleId: run.rule.id, note }))),
      ];
      walkSchema(schema, at, visitorOf([...noting, ...others]));
      for (const said of all) repeat(said);
      memory.keep(schema, at, all);
    }
  }
}

/** Has what was said of a schema count in this run. */
function repeaterOf(local: Listeners['schema'], surveys: readonly SurveyRun[]): (said: SaidOfSchema) => void {
  const contexts = new Map(local.map(({ rule, context }) => [rule.id, context]));
  const notes = new Map(surveys.map((run) => [run.rule.id, run.notes]));
  return (said) => {
    if ('finding' in said) contexts.get(said.ruleId)?.report(said.finding);
    else notes.get(said.ruleId)?.push(said.note);
  };
}

function noteFindings(
  { rule, visit, context }: Listeners['schema'][number],
  all: SaidOfSchema[],
): Listeners['schema'][number] {
  const report = (finding: Finding): void => void all.push({ ruleId: rule.id, finding });
  return { rule, visit, context: { ...context, report } };
}

function takeNotes(
  { rule, context, survey }: SurveyRun,
  take: (note: unknown) => void,
): Listeners['schema'][number] {
  const { schemas } = context.architecture;
  return {
    rule,
    context,
    visit: (schema, at) => {
      for (const note of survey.note(schema, at, schemas)) take(note);
    },
  };
}

function surveysOf(runs: readonly RuleRun[]): SurveyRun[] {
  return runs.flatMap(({ rule, context }) =>
    rule.survey === undefined ? [] : [{ rule, context, survey: rule.survey, notes: [] }],
  );
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
