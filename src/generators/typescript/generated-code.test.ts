import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indexArchitecture } from '../../model/query.ts';
import { loadDesign } from '../../pipeline.ts';
import type {
  EventEnvelope,
  HandlerConsumer,
  PublishedEvent,
  ServiceDefinition,
  SubscribedEvent,
  Validate,
} from '../../runtime/typescript/contract.ts';
import { createDiskFiles } from '../../spec/project-files.ts';
import { openAssets } from '../assets.ts';
import { typescriptGenerator } from './typescript-generator.ts';

/*
 * Runs what the scenarios generate. It is bundled below this repository, whose packages it finds.
 */
const scenarios = fileURLToPath(new URL('scenarios', import.meta.url));
const cache = fileURLToPath(new URL('../../../.cache', import.meta.url));
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'generated-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface DefinitionModule {
  defineService(environment: string): ServiceDefinition;
  environmentOf(name?: string): string;
}

describe('the definition of a service', () => {
  let module: DefinitionModule;
  beforeAll(async () => {
    module = await load<DefinitionModule>('consumers', 'stock-service', 'definition');
  });

  test('has the settings of the environment that it is asked for', () => {
    const concurrency = (environment: string) => handlerOf(module.defineService(environment)).concurrency;
    expect([concurrency('local'), concurrency('production')]).toEqual([10, 50]);
    const topics = module.defineService('production').subscriptions.map(({ topic }) => topic);
    expect(topics).toEqual(['production.sales.order', 'production.sales.price.changed']);
  });

  test('knows its environments, and takes the local one unless told otherwise', () => {
    expect(module.environmentOf()).toBe('local');
    expect(module.environmentOf('production')).toBe('production');
    expect(() => module.environmentOf('prodution')).toThrow(
      "EDA_ENVIRONMENT must be one of local, production, not 'prodution'",
    );
  });

  test('evaluates conditions, and leaves what they can not see to the runtime', () => {
    const { when } = handlerOf(module.defineService('local'));
    expect(when?.(envelope({ channel: 'web' }))).toBe(true);
    expect(when?.(envelope({ channel: 'shop' }))).toBe(false);
    expect(() => when?.(envelope({}))).toThrow();
  });

  test('reads keys and brings old data up to date', () => {
    const event = eventOf(module.defineService('local'), 'sales.order.placed');
    expect(event.key({ customer: { id: 'a/b' }, orderId: 'o' })).toBe('a%2Fb/o');
    const [first, second] = event.upcasters;
    expect(second?.upcast({ orderId: 'o', buyer: { id: 'c' }, internal: 1 })).toEqual({
      orderId: 'o',
      customer: { id: 'c' },
      channel: 'web',
      lines: [],
    });
    expect(() => first?.upcast({})).toThrow('write 1.1.0 out of it here');
  });
});

test('a member that only some environments have is there only in those', async () => {
  const module = await load<DefinitionModule>('consumers', 'sales-service', 'definition');
  const published = (environment: string): PublishedEvent | undefined =>
    module.defineService(environment).publishes['sales.order.placed'];
  expect(published('production')?.ttlSeconds).toBe(3600);
  expect(Object.hasOwn(published('local') ?? {}, 'ttlSeconds')).toBe(false);
});

test('hostile texts stay texts', async () => {
  const { defineService } = await load<DefinitionModule>('hostile-texts', 'sender', 'definition');
  const fallback = defineService('default').calls.class?.delete?.fallback?.value;
  expect(Object.keys(fallback as object)).toEqual(['__proto__', "it's"]);
  expect(Object.getPrototypeOf(fallback)).toBe(Object.prototype);

  const validators = await load<Record<string, Validate>>('hostile-texts', 'sender', 'validators');
  const validate = validators.validateAttacks_PayloadSent_Seen;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that it is no template is what this tests
  const example = JSON.parse('{"__proto__": "`${1}`", "it\'s": "/"}');
  expect(validate?.(example)).toEqual([]);
  expect(validate?.({ "it's": '/' }).map(({ path }) => path)).toEqual(['__proto__']);
});

function handlerOf(definition: ServiceDefinition): HandlerConsumer {
  const [consumer] = eventOf(definition, 'sales.order.placed').consumers;
  if (consumer?.kind !== 'handler') throw new Error('the first consumer is no handler');
  return consumer;
}

function eventOf(definition: ServiceDefinition, name: string): SubscribedEvent {
  const event = definition.subscriptions.flatMap(({ events }) => events).find((each) => each.name === name);
  if (event === undefined) throw new Error(`${name} is not subscribed`);
  return event;
}

function envelope(data: unknown): EventEnvelope {
  return { specversion: '1.0', id: '1', source: '/test', type: 'test', data };
}

/** Generates a scenario, bundles one file of a service's generated code, and imports it. */
async function load<Module>(scenario: string, service: string, file: string): Promise<Module> {
  const root = join(folder, scenario);
  const { architecture } = loadDesign(createDiskFiles(join(scenarios, scenario)), 'spec.yaml');
  if (architecture === undefined) throw new Error('the design could not be read');
  const index = indexArchitecture(architecture);
  const assets = openAssets();
  const { files } = typescriptGenerator.plan({ architecture, index, options: {}, record: {}, assets });
  for (const { path, content } of files) {
    if (path.startsWith('services/') && !path.startsWith(`services/${service}/`)) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content());
  }
  const outfile = join(root, `${service}-${file}.mjs`);
  const entry = join(root, `services/${service}/src/generated/${file}.ts`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return (await import(pathToFileURL(outfile).href)) as Module;
}
