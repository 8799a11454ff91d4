import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { createMemoryStream, type Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A broker's entry under `environments.<name>.brokers` in a design. */
export type BrokerEntry = Readonly<Record<string, unknown>> & { readonly type: string };

/** The environment that the copy's broker stands in. */
export const realEnvironment = 'real';

/**
 * Copies an example into the repository's cache, where its services find their packages, gives it an environment `real`
 * with the broker, and generates it anew. What else differs from the example: nothing.
 */
export async function projectOnBroker(example: string, broker: BrokerEntry): Promise<string> {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const project = mkdtempSync(join(root, `.cache/${example}-${broker.type}-`));
  cpSync(join(root, 'examples', example), project, {
    recursive: true,
    filter: (path) => !/[\\/](\.eda|node_modules|dist)$/.test(path),
  });
  const file = join(project, 'eda.yaml');
  writeFileSync(file, placeOn(broker, readFileSync(file, 'utf8')));
  await runEda(project, ['generate']);
  return project;
}

/** A design with an environment `real` in which its broker is this one. */
export function placeOn(broker: BrokerEntry, text: string): string {
  const design = parse(text) as { environments: Record<string, unknown> };
  design.environments = { ...design.environments, [realEnvironment]: environmentOn(broker) };
  return stringify(design, { aliasDuplicateObjects: false });
}

/** What `environments.real` says. A test publishes as soon as all services are ready, which on Kafka may be before their groups have joined. */
export function environmentOn(broker: BrokerEntry) {
  return { brokers: { pubsub: broker }, defaults: { startAt: 'earliest' } };
}

/** Runs a command of eda in a project; rejects with what it said where it does not end well. */
export async function runEda(project: string, args: readonly string[]): Promise<string> {
  const out = createMemoryStream();
  const io: Io = {
    stdout: out.stream,
    stderr: out.stream,
    stdin: Readable.from([]),
    env: process.env,
    cwd: project,
  };
  const code = await main(args, io);
  if (code !== 0) throw new Error(`eda ${args.join(' ')} ended with ${code}:\n${out.text()}`);
  return out.text();
}
