import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { createMemoryStream } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program in this process, in a folder, without a terminal. */
export async function runEda(
  cwd: string,
  args: readonly string[],
  env: { [name: string]: string } = {},
): Promise<Run> {
  const out = createMemoryStream();
  const err = createMemoryStream();
  const code = await main(args, {
    stdout: out.stream,
    stderr: err.stream,
    stdin: Readable.from([]),
    env,
    cwd,
  });
  return { code, out: out.text(), err: err.text() };
}

/** A folder of its own with files in it. */
export function makeProject(files: { readonly [path: string]: string } = {}): {
  folder: string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'eda-cli-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A small design without a finding. */
export const soundDesign = `eda: 1
system: shop
domains:
  sales: { owner: sales-team, description: Orders and what becomes of them }
events:
  sales.order.placed:
    summary: Somebody ordered
    key: orderId
    data: { type: object, required: [orderId], properties: { orderId: { type: string, format: uuid } } }
services:
  shop-service: { domain: sales, publishes: [sales.order.placed] }
  mail-service: { domain: sales, subscribes: { sales.order.placed: {} } }
`;
