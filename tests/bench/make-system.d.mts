/** A system of the benchmarks, as values; equal counts give equal systems. */
export interface MadeSystem {
  readonly count: number;
  readonly domains: readonly string[];
}

export function makeSystem(count: number): MadeSystem;

/** Its files in the language of designs, by path. */
export function printEda(system: MadeSystem): { readonly [path: string]: string };
