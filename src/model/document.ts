import type { Place } from '../diagnostics/diagnostic.ts';
import type { AsyncApiDocument } from '../spec/asyncapi/document.ts';
import type { Schema } from './schema.ts';

/**
 * An AsyncAPI document of the design, for rules about documents themselves. What it says about the system stands in
 * events, topics and services, as if it had been written in `eda.yaml`.
 */
export interface ApiDocument extends AsyncApiDocument<Schema> {
  /** Name of the service that it describes; absent: only messages of it are taken. */
  readonly service?: string;
  /** Components that nothing refers to. */
  readonly unusedComponents: readonly UnusedComponent[];
}

export interface UnusedComponent {
  /** Key under `components`: `schemas`, `messages`, … */
  readonly kind: string;
  readonly name: string;
  readonly at: Place;
}
