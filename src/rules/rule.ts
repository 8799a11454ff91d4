import type { Fix, Place, Related } from '../diagnostics/diagnostic.ts';
import type {
  Aggregate,
  Architecture,
  ById,
  Call,
  Domain,
  Environment,
  EventContract,
  Operation,
  Projection,
  RuleSeverity,
  Saga,
  Service,
  Subscription,
  Topic,
} from '../model/architecture.ts';
import type { ApiDocument } from '../model/document.ts';
import type { ArchitectureIndex } from '../model/query.ts';
import type { NamedSchema, Schema } from '../model/schema.ts';
import type { OptionValues, RuleOption, RuleOptions } from './rule-option.ts';

/**
 * A rule: one file named by its id, its prose in `<id>.md` and its cases in `<id>.yaml` beside it, one line in
 * `index.ts`. A rule says what is wrong; severity is the preset's and the config's business.
 */
export interface Rule {
  /** One kebab-case word group: file name, config key and report are the same text. */
  readonly id: string;
  /** One line without a full stop, for lists: "An event is named in the past tense". */
  readonly title: string;
  readonly topic: RuleTopic;
  /** Severity by preset; each preset is at least as strict as the one before. */
  readonly severity: Presets;
  /** True: the rule has a fix for at least some findings. */
  readonly fixable?: boolean;
  /** What can be said beside `severity` under `lint.rules.<id>`; made with the functions of `rule-option.ts`. */
  readonly options?: RuleOptions;
  /** True: what it finds in a schema depends on nothing but that and shared schemas, so it holds while they stay. */
  readonly local?: true;
  /** True: without a released design to compare with it finds nothing. */
  readonly comparesWithRelease?: true;
  /** Called for each element of the kind; all rules share one walk over the design. */
  readonly visit?: Visitor;
  /** Instead of `visit`, where a rule remembers what it saw until the `end`: makes the visitor of one run. */
  readonly start?: () => Visitor;
  /** Instead of `visit`, where a rule compares schemas with each other. */
  readonly survey?: Survey;
}

/**
 * What a rule says of all schemas together, from notes on each of them. A note depends on nothing but its schema and
 * shared schemas, so it holds while they stay: a process that lints again and again takes it once.
 */
export interface Survey<Note = unknown, Options = AnyOptions> {
  /** Called for each node of each schema once; `at` as for a visitor of schemas. */
  readonly note: (schema: Schema, at: Place, schemas: ById<NamedSchema>) => readonly Note[];
  /** Called once, with all notes in the order of the design. */
  readonly judge: (notes: readonly Note[], context: RuleContext<Options>) => void;
}

/** What a survey notes of most nodes. */
export const noNotes: readonly never[] = [];

export type RuleTopic =
  | 'naming'
  | 'structure'
  | 'schema'
  | 'ownership'
  | 'delivery'
  | 'security'
  | 'cloudevents'
  | 'evolution'
  | 'configuration';

/** `minimal`: what breaks at run time; `recommended` adds good practice; `strict` adds governance. */
export interface Presets {
  readonly minimal: RuleSeverity;
  readonly recommended: RuleSeverity;
  readonly strict: RuleSeverity;
  /** For documents that were written for other tools. Absent: as in `minimal`. */
  readonly imported?: RuleSeverity;
}

/** Values of options by name, where it does not matter which they are. */
export interface AnyOptions {
  readonly [name: string]: unknown;
}

export interface Visitor<Options = AnyOptions> {
  readonly architecture?: (context: RuleContext<Options>) => void;
  readonly domain?: (domain: Domain, context: RuleContext<Options>) => void;
  readonly event?: (event: EventContract, context: RuleContext<Options>) => void;
  readonly topic?: (topic: Topic, context: RuleContext<Options>) => void;
  readonly service?: (service: Service, context: RuleContext<Options>) => void;
  readonly subscription?: (
    subscription: Subscription,
    service: Service,
    context: RuleContext<Options>,
  ) => void;
  readonly operation?: (operation: Operation, service: Service, context: RuleContext<Options>) => void;
  readonly call?: (call: Call, service: Service, context: RuleContext<Options>) => void;
  readonly aggregate?: (aggregate: Aggregate, context: RuleContext<Options>) => void;
  readonly projection?: (projection: Projection, context: RuleContext<Options>) => void;
  readonly saga?: (saga: Saga, context: RuleContext<Options>) => void;
  readonly environment?: (environment: Environment, context: RuleContext<Options>) => void;
  /** Each AsyncAPI document of the design. */
  readonly document?: (document: ApiDocument, context: RuleContext<Options>) => void;
  /**
   * Each node of each schema once, wherever it is used; `at` is the node's place, or that of the nearest JSON value
   * where the node is one of several that a JSON object stands for. `trail`: the schemas that enclose it, the
   * outermost first; it is reused, so a visitor reads it at once.
   */
  readonly schema?: (
    schema: Schema,
    at: Place,
    context: RuleContext<Options>,
    trail: readonly Schema[],
  ) => void;
  /** Called once, when all else has been visited. */
  readonly end?: (context: RuleContext<Options>) => void;
}

export interface RuleContext<Options = AnyOptions> {
  readonly architecture: Architecture;
  readonly index: ArchitectureIndex;
  /** ISO date of the run, for sunsets and ignores that end. */
  readonly today: string;
  /** By name: what the config gives, else the default. */
  readonly options: Options;
  /** What changed since the last release; absent where nothing was compared. */
  readonly release?: ReleaseFindings;
  report(finding: Finding): void;
}

/** What a comparison with the last release has found, for the rules that report it. */
export interface ReleaseFindings {
  readonly breaking: readonly Finding[];
  readonly versions: readonly Finding[];
}

export interface Finding {
  readonly message: string;
  readonly help?: string;
  readonly at: Place;
  readonly related?: readonly Related[];
  readonly fix?: Fix;
}

/** A rule that knows the types of its options. */
export interface RuleDefinition<Options extends RuleOptions, Note = unknown>
  extends Omit<Rule, 'options' | 'visit' | 'start' | 'survey'> {
  readonly options?: Options;
  readonly visit?: Visitor<OptionValues<Options>>;
  readonly start?: () => Visitor<OptionValues<Options>>;
  readonly survey?: Survey<Note, OptionValues<Options>>;
}

/** Gives a rule its type; the identity otherwise. */
export function defineRule<const Options extends RuleOptions = Record<never, RuleOption>, Note = unknown>(
  rule: RuleDefinition<Options, Note>,
): Rule {
  // Who runs rules reads the options by the rule's own declaration, which no type of a list of rules can say.
  return rule as unknown as Rule;
}
