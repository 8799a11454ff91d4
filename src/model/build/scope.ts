import type { System, TopicPer } from '../architecture.ts';
import type { Definitions } from './merge.ts';
import type { NamesInUse } from './names-in-use.ts';
import type { Report } from './report.ts';
import type { SchemaReader } from './schemas.ts';
import type { Json } from './values.ts';

/** What every reader of a part of the model works with. */
export interface Scope {
  readonly definitions: Definitions;
  readonly names: NamesInUse;
  readonly schemas: SchemaReader;
  readonly report: Report;
  readonly system: System;
  readonly rootDefaults: Json;
  /** `defaults.topicPer`, or its default. */
  readonly topicPer: TopicPer;
}
