/** Bytes. */
export const budget: { readonly packed: number; readonly unpacked: number };

/** An entry of what `npm pack --json` prints. */
export interface PackedPackage {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

export function describePackage(packed: PackedPackage): {
  readonly ok: boolean;
  readonly lines: readonly string[];
};
