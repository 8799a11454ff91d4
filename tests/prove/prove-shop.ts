import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAssets } from '../../src/generators/assets.ts';
import { loadDesign } from '../../src/pipeline.ts';
import { proofs } from '../../src/prove/proofs.ts';
import { type ProveOptions, proveDesign } from '../../src/prove/prove-design.ts';
import type { ProofResult } from '../../src/prove/run-proof.ts';
import { createDiskFiles } from '../../src/spec/project-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ShopOptions
  extends Partial<Pick<ProveOptions, 'broker' | 'events' | 'mutate' | 'patienceMs'>> {
  /** Default: all. */
  readonly only?: readonly string[] | undefined;
  /** The interpreter of a virtual environment: all services are in Python then. */
  readonly python?: string;
}

/** Proves the design of this folder, in the repository's cache, where its services find their packages. */
export async function proveShop(options: ShopOptions): Promise<readonly ProofResult[]> {
  const { only, python, broker = 'embedded', events = 300, ...rest } = options;
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/prove-'));
  try {
    cpSync(join(root, 'tests/prove/shop'), folder, { recursive: true });
    if (python !== undefined) {
      appendFileSync(join(folder, 'eda.yaml'), 'defaults: { language: python }\n');
      symlinkSync(dirname(dirname(python)), join(folder, '.venv'));
    }
    const { architecture } = loadDesign(createDiskFiles(folder), 'eda.yaml');
    if (architecture === undefined) throw new Error('the design could not be read');
    const proven = await proveDesign({
      architecture,
      environment: 'local',
      broker,
      events,
      proofs: proofs.filter(({ id }) => only === undefined || only.includes(id)),
      folder: join(folder, '.eda/prove'),
      assets: openAssets(),
      env: process.env,
      ...rest,
    });
    if (!proven.ok) throw new Error(JSON.stringify(proven.diagnostics));
    return proven.value.results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a failed expectation should show of results. */
export function describeResults(results: readonly ProofResult[]): string {
  return results
    .map(({ id, outcome, attack, faults, log }) =>
      [`${id} ${outcome}: ${attack}`, ...faults.map(({ message }) => `  ${message}`), ...log].join('\n'),
    )
    .join('\n');
}
