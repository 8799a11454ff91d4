/** A file of a design, parsed. */
export interface SpecFile {
  readonly path: string;
  readonly value: { readonly [key: string]: unknown };
}

export type OpenedFile =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };
