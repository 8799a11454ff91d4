import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
  extends Partial<Pick<ProveOptions, 'broker' | 'env' | 'events' | 'mutate' | 'patienceMs' | 'onEvent'>> {
  /** Folder of the design, from the root. Default: the shop beside this. */
  readonly design?: string;
  /** Default: all. */
  readonly only?: readonly string[] | undefined;
  /** The interpreter of a virtual environment: all services are in Python then. */
  readonly python?: string;
}

/** Proves a design in the repository's cache, where its services find their packages. */
export async function proveShop(options: ShopOptions): Promise<readonly ProofResult[]> {
  const { design = 'tests/prove/shop', only, python, broker = 'embedded', events = 300, ...rest } = options;
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/prove-'));
  try {
    const text = readFileSync(join(root, design, 'eda.yaml'), 'utf8');
    const inPython = /^defaults: \{/m.test(text)
      ? text.replace(/^defaults: \{/m, 'defaults: { language: python,')
      : `${text}defaults: { language: python }\n`;
    writeFileSync(join(folder, 'eda.yaml'), python === undefined ? text : inPython);
    if (python !== undefined) {
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
