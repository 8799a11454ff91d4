import type { Diagnostic, Path, Place } from '../diagnostics/diagnostic.ts';

/** A map of a YAML document. */
export type Fields = { readonly [key: string]: unknown };

/** A resource of Dapr, as it stands in a file. */
export interface Resource {
  readonly file: string;
  readonly kind: string;
  readonly apiVersion: string;
  /** `metadata.name`; empty where it is missing. */
  readonly name: string;
  readonly value: Fields;
  /** Number of documents in its file. */
  readonly documents: number;
  /** Where something in it stands: its value, or its key. */
  at(path: Path, on?: 'key'): Place;
  /** Whether a scalar stands there itself, as value or key, not what an alias leads to. */
  isWritten(path: Path, on?: 'key'): boolean;
}

/** What resources that are read together say of the rest of the system. */
export interface World {
  readonly resources: readonly Resource[];
  /** Ids of apps that run; undefined where nothing that was read says so. */
  readonly apps: ReadonlySet<string> | undefined;
  /** Whether some of its files could not be read: what is missing may stand there. */
  readonly isPartial: boolean;
}

/** Takes what a check finds. */
export type Report = (
  code: string,
  severity: Diagnostic['severity'],
  at: Place,
  message: string,
  help?: string,
  more?: Pick<Diagnostic, 'related' | 'fix'>,
) => void;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Apps that a resource is for; undefined: all. */
export function scopesOf({ value }: Resource): ReadonlySet<string> | undefined {
  const scopes = listOf(value.scopes).filter((each) => typeof each === 'string');
  return scopes.length === 0 ? undefined : new Set(scopes);
}

/** Whether some app has to do with both. */
export function overlap(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  return [...a].some((each) => b.has(each));
}
