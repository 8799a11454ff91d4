import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { createMemoryStream } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  /** What is typed or piped in. */
  readonly stdin?: string;
  /** A terminal of so many columns; absent: none. */
  readonly columns?: number;
}

/** Runs the program in this process, in a folder. */
export async function runEda(
  cwd: string,
  args: readonly string[],
  env: { [name: string]: string } = {},
  { stdin, columns }: Surroundings = {},
): Promise<Run> {
  const out = createMemoryStream();
  const err = createMemoryStream();
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  const code = await main(args, {
    stdout: Object.assign(out.stream, terminal),
    stderr: Object.assign(err.stream, terminal),
    stdin: Object.assign(Readable.from(stdin === undefined ? [] : [stdin]), terminal),
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

/** A folder with files in it, for as long as the test runs. */
export function project(files: { readonly [path: string]: string } = {}): string {
  const { folder, remove } = makeProject(files);
  onTestFinished(remove);
  return folder;
}

/** Gives a file of a project another text. */
export function change(folder: string, path: string, edit: (text: string) => string): void {
  writeFileSync(join(folder, path), edit(readFileSync(join(folder, path), 'utf8')));
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
