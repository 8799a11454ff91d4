import type { Fix, Place, Related } from '../diagnostics/diagnostic.ts';
import type {
  Aggregate,
  Architecture,
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
import type { ArchitectureIndex } from '../model/query.ts';
import type { Schema } from '../model/schema.ts';

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
  /** Called for each element of the kind; all rules share one walk over the design. */
  readonly visit: Visitor;
}

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

export interface Visitor {
  readonly architecture?: (context: RuleContext) => void;
  readonly domain?: (domain: Domain, context: RuleContext) => void;
  readonly event?: (event: EventContract, context: RuleContext) => void;
  readonly topic?: (topic: Topic, context: RuleContext) => void;
  readonly service?: (service: Service, context: RuleContext) => void;
  readonly subscription?: (subscription: Subscription, service: Service, context: RuleContext) => void;
  readonly operation?: (operation: Operation, service: Service, context: RuleContext) => void;
  readonly call?: (call: Call, service: Service, context: RuleContext) => void;
  readonly aggregate?: (aggregate: Aggregate, context: RuleContext) => void;
  readonly projection?: (projection: Projection, context: RuleContext) => void;
  readonly saga?: (saga: Saga, context: RuleContext) => void;
  readonly environment?: (environment: Environment, context: RuleContext) => void;
  /**
   * Each node of each schema once, wherever it is used; `at` is the node's place, or that of the nearest JSON value
   * where the node is one of several that a JSON object stands for.
   */
  readonly schema?: (schema: Schema, at: Place, context: RuleContext) => void;
}

export interface RuleContext {
  readonly architecture: Architecture;
  readonly index: ArchitectureIndex;
  /** ISO date of the run, for sunsets and ignores that end. */
  readonly today: string;
  report(finding: Finding): void;
}

export interface Finding {
  readonly message: string;
  readonly help?: string;
  readonly at: Place;
  readonly related?: readonly Related[];
  readonly fix?: Fix;
}

/** Gives a rule its type; the identity otherwise. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
