import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { brokerTypes, factsOf } from './broker-facts.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../specs/brokers/${name}`, import.meta.url), 'utf8'));
const published = read('brokers.json') as {
  readonly brokers: { readonly [type: string]: { readonly sources: readonly { readonly url: string }[] } };
};
const language = JSON.parse(
  readFileSync(new URL('../../specs/schema/eda.schema.json', import.meta.url), 'utf8'),
) as unknown;

test('the facts are what their schema says', () => {
  const validate = new Ajv2020({ allErrors: true }).compile(read('brokers.schema.json') as object);
  validate(published);
  expect(validate.errors).toBe(null);
});

test('there are facts about every type of broker that the language has, and about no other', () => {
  const types = new Set<string>();
  JSON.stringify(language, (_, value: unknown) => {
    const properties = (
      value as { readonly properties?: { readonly type?: { readonly const?: string } } } | null
    )?.properties;
    const type = properties?.type?.const;
    if (type !== undefined && 'servers' in (properties ?? {})) types.add(type);
    return value;
  });
  expect(types.size).toBeGreaterThan(3);
  for (const type of types) expect(brokerTypes).toContain(type);
  for (const type of brokerTypes) expect(JSON.stringify(language), type).toContain(`"${type}"`);
});

test('every fact sheet names the vendor and the component as its sources', () => {
  for (const [type, { sources }] of Object.entries(published.brokers)) {
    const urls = sources.map(({ url }) => url);
    expect(
      urls.some((url) => url.startsWith('https://github.com/dapr/components-contrib/')),
      type,
    ).toBe(true);
    if (type !== 'in-memory') expect(urls.length, type).toBeGreaterThan(1);
  }
});

test('patterns of names compile, and a plain name of three parts passes everywhere', () => {
  for (const type of brokerTypes) {
    const { topic, group, subscription } = factsOf(type);
    for (const names of [topic, group, subscription]) {
      for (const pattern of [
        names?.illegal,
        names?.deletes,
        ...(names?.reserved ?? []).map((each) => each.pattern),
      ]) {
        if (pattern !== undefined) expect(() => new RegExp(pattern, 'u')).not.toThrow();
      }
      for (const inside of [names?.legal, names?.first, names?.last]) {
        if (inside !== undefined) expect('a', type).toMatch(new RegExp(`^[${inside}]$`, 'u'));
      }
    }
  }
});
