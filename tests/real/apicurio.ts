import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Component, ComponentOptions } from '../../src/dev/components/component.ts';
import { runProgram } from '../../src/dev/components/run-program.ts';
import { findFreePort } from '../../src/dev/ports.ts';
import { findComponent } from './find-component.ts';

export interface Apicurio extends Component {
  /** Base URL of its API that is compatible with Confluent's. */
  readonly url: string;
}

/** Apicurio Registry as `npm run components` keeps it, in memory. */
export async function startApicurio({ folder, guard, port }: ComponentOptions): Promise<Apicurio> {
  const chosen = port ?? (await findFreePort());
  const url = `http://127.0.0.1:${chosen}/apis/ccompat/v7`;
  const component = await runProgram({
    name: 'apicurio',
    address: `127.0.0.1:${chosen}`,
    folder,
    guard,
    command: 'java',
    args: [
      '-Xmx256m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Dquarkus.http.host=127.0.0.1',
      `-Dquarkus.http.port=${chosen}`,
      '-Dquarkus.log.level=WARN',
      '-jar',
      findArchive(),
    ],
    ready: async () => (await fetch(`${url}/subjects`)).ok,
    patienceMs: 180_000,
  });
  return { ...component, url };
}

function findArchive(): string {
  const home = findComponent('apicurio');
  const archive = readdirSync(home).find((name) => name.endsWith('-runner.jar'));
  if (archive === undefined) throw new Error(`${home} is not whole`);
  return join(home, archive);
}
