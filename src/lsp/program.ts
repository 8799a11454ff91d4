import type { ResourceFile } from '../dapr/read-resources.ts';
import type { EffectiveDelivery } from '../delivery/effective-delivery.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CodeDescription } from '../diagnostics/format/report.ts';
import type { Entry } from '../spec/source.ts';
import type { DesignHome, DesignView } from './design-view.ts';
import type { TextRange } from './text-range.ts';

/** A finding, with where it and what it relates to stand in the texts that were checked. */
export interface PlacedFinding {
  readonly diagnostic: Diagnostic;
  readonly range: TextRange;
  readonly related: readonly { readonly file: string; readonly range: TextRange; readonly message: string }[];
}

export interface CheckRequest {
  readonly folder: string;
  readonly root: string;
  readonly entry: Entry;
  /** Texts that stand in place of those on disk, by path relative to the folder. */
  readonly texts: { readonly [path: string]: string };
  /** Whether modules of the project may run: rules that it brings itself. */
  readonly ownRules: boolean;
}

/** What the language server asks of the program that it is part of. */
export interface LspProgram {
  /** The design whose `eda.yaml` is nearest above a file. */
  findNearest(path: string): DesignHome | undefined;
  /** The design that a root file is. */
  openRoot(path: string): DesignHome | undefined;
  /** The design that an AsyncAPI document by itself is, or those that belong together by an `eda.config.yaml`. */
  openDocument(path: string): DesignHome | undefined;
  /** Reads and judges a design, away from who asks where threads can be had. */
  check(request: CheckRequest): Promise<readonly PlacedFinding[]>;
  /** Resources of Dapr that are read together with a file's, itself included; paths are relative to the folder. */
  daprNeighbours(path: string): { readonly folder: string; readonly files: readonly ResourceFile[] };
  readonly generators: readonly { readonly id: string; readonly title: string }[];
  /** The page of a rule or of a fault. */
  explain(code: string): CodeDescription | undefined;
  /** The file of a rule's page, where it has one. */
  pageOf(code: string): string | undefined;
  /** A delivery in sentences. */
  describeDelivery(delivery: EffectiveDelivery, view: DesignView): string;
  /**
   * Code that people wrote, in some folders of a design and below, but for those that are passed over: paths relative to
   * the design's folder, with texts.
   */
  sourcesIn(
    folder: string,
    below: readonly string[],
    passedOver: readonly string[],
  ): readonly { readonly path: string; readonly text: string }[];
}
