import type { Architecture } from '../../model/architecture.ts';
import type { Schema } from '../../model/schema.ts';
import { printHeader } from '../../print/header.ts';
import type { PrintedLiterals } from '../../print/literal.ts';
import type { PrintedValidator } from '../../print/validator.ts';
import type { Assets, PlannedFile } from '../generator.ts';
import { planTemplate, type TemplatedFile } from '../plan-template.ts';
import type { ServiceView } from './service-view.ts';
import type { TypeBook } from './type-book.ts';

/** What the planners of files share in one run. */
export interface Workshop {
  readonly architecture: Architecture;
  readonly assets: Assets;
  readonly book: TypeBook;
  readonly runtime: readonly RuntimeFile[];
  /** Names of the environments, in the order of the spec. */
  readonly environments: readonly string[];
  /** Validators that a file of this run has printed already, by the schema that they check. */
  readonly validators: WeakMap<Schema, { readonly name: string; readonly printed: PrintedValidator }>;
  /** Examples that a file of this run has printed already. */
  readonly examples: PrintedLiterals;
}

/** A file of the runtime: the same in every service. */
export type RuntimeFile = Pick<PlannedFile, 'content' | 'inputs'> & { readonly name: string };

/** Plans some files of a service. */
export type PlanFiles = (workshop: Workshop, view: ServiceView) => readonly PlannedFile[];

/** Plans a file of a template of TypeScript. */
export function templated(workshop: Workshop, file: TemplatedFile): PlannedFile {
  return planTemplate(workshop, 'typescript', (specPath) => printHeader('ts', specPath).trimEnd(), file);
}

/** Values of the shared schemas behind some schemas: inputs of files that print them. */
export function schemaInputs(
  { architecture, book }: Pick<Workshop, 'architecture' | 'book'>,
  schemas: Parameters<TypeBook['behind']>[0],
): readonly unknown[] {
  return book.behind(schemas).flatMap((id) => [book.context.typeName(id), architecture.schemas[id]]);
}
