import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { propertiesAsMarkdown } from '../docs.ts';
import { lintText } from '../testing/lint-text.ts';
import { elementProperties } from './element-properties.ts';

const page = fileURLToPath(new URL('../../../docs/custom-rules.md', import.meta.url));

describe('docs/custom-rules.md', () => {
  // `EDA_GOLDEN=write` refreshes it.
  it('lists every property of every kind as it is described in code', () => {
    const text = readFileSync(page, 'utf8');
    const made = text.replace(
      /(<!-- properties[^>]*-->)[\s\S]*?(<!-- end -->)/,
      (_, start: string, end: string) => `${start}\n\n${propertiesAsMarkdown(elementProperties)}\n\n${end}`,
    );
    if (process.env.EDA_GOLDEN === 'write') writeFileSync(page, made);
    expect(readFileSync(page, 'utf8')).toBe(made);
  });

  const examples = [...readFileSync(page, 'utf8').matchAll(/```yaml\n(eda: 1[\s\S]*?)```/g)].map(
    ([, text = '']) => text,
  );

  it.each(examples)('shows designs in which its rules find what is marked %#', (text) => {
    const { read, found, lineOf } = lintText(text);
    expect(read).toEqual([]);
    const own = new Set([...text.matchAll(/- rule: (\S+)/g)].map(([, id]) => id));
    const marked = text.split('\n').flatMap((line, index) => {
      const id = / # ([a-z-]+)$/.exec(line)?.[1];
      return id !== undefined && own.has(id) ? [`${index + 1} ${id}`] : [];
    });
    const said = found.map((finding) => `${lineOf(finding)} ${finding.code}`);
    expect(said.sort()).toEqual(marked.sort());
    expect(new Set(marked.map((mark) => mark.split(' ')[1]))).toEqual(own);
  });

  it('has such examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
  });
});

const design = (custom: string, more = ''): string => `eda: 1
system: shop
domains: { sales: { owner: sales-team, description: Orders } }
events:
  sales.order.placed: { key: id, data: { type: object, required: [id], properties: { id: { type: string, format: uuid }, note: { type: string } } } }
services:
  shop: { domain: sales, publishes: [sales.order.placed], serves: { getOrder: { get: '/orders/{id}' } } }
  mail: { domain: sales, subscribes: { sales.order.placed: { uses: [id] } }, calls: { shop: { getOrder: { timeout: 1s } } } }
aggregates: { order: { service: shop, key: id, events: [sales.order.placed] } }
projections: { orders: { service: mail, from: [sales.order.placed], key: id, columns: { count: integer } } }
environments: { local: { brokers: { pubsub: { type: in-memory } } } }
lint:
  extends: minimal
${more}  custom:
${custom}`;

const rule = (on: string, require: string, more = ''): string =>
  `    - { rule: our-rule, on: ${on}, ${more}require: ${require}, message: this is ours }\n`;

function said(text: string): string[] {
  return lintText(text)
    .found.filter(({ code }) => code === 'our-rule')
    .map(({ message, help }) => `${message}: ${help}`);
}

describe('a rule in the config', () => {
  it.each([
    [
      'domain',
      '{ path: description, minLength: 20 }',
      ['sales: this is ours: description is Orders; its length has to be at least 20'],
    ],
    ['event', '{ path: key, enum: [id] }', []],
    [
      'event',
      '{ path: requiredFields, contains: note }',
      ['sales.order.placed: this is ours: requiredFields is id; it has to hold note'],
    ],
    [
      'field',
      '{ path: format, defined: true }',
      ['note: this is ours: format is not there; it has to be there'],
    ],
    [
      'service',
      '{ path: calls, defined: false }',
      ['mail: this is ours: calls is shop; it must not be there'],
    ],
    [
      'subscription',
      '{ path: uses, maxLength: 0 }',
      ['mail sales.order.placed: this is ours: uses is id; its length has to be at most 0'],
    ],
    [
      'operation',
      '{ path: path, pattern: ^/v1/ }',
      ['getOrder: this is ours: path is /orders/{id}; it has to match ^/v1/'],
    ],
    [
      'call',
      '{ path: timeout, maximum: 500ms }',
      ['mail shop.getOrder: this is ours: timeout is 1s; it has to be at most 500ms'],
    ],
    [
      'aggregate',
      '{ path: snapshotEvery, minimum: 10 }',
      ['order: this is ours: snapshotEvery is not there; it has to be at least 10'],
    ],
    [
      'projection',
      '{ path: consistency, enum: [immediate] }',
      ['orders: this is ours: consistency is eventual; immediate is allowed'],
    ],
    [
      'environment',
      '{ path: brokerTypes, contains: "k*" }',
      ['local: this is ours: brokerTypes is in-memory; it has to hold k*'],
    ],
    [
      'topic',
      '{ path: settings.retention, maximum: 1d }',
      ['sales.order.placed: this is ours: settings.retention is 7d in local; it has to be at most 1d'],
    ],
  ] as const)('looks at each %s: %s', (on, require, expected) => {
    expect(said(design(rule(on, require)))).toEqual(expected);
  });

  it('reads every property of every kind', () => {
    for (const [kind, properties] of Object.entries(elementProperties)) {
      for (const path of Object.keys(properties)) {
        const { read, found } = lintText(design(rule(kind, `{ path: ${path}, defined: false }`)));
        expect(read).toEqual([]);
        expect(found.filter(({ code }) => code === 'custom-rule')).toEqual([]);
      }
    }
  });

  it('looks only where it is told to', () => {
    const require = '{ path: description, defined: true }';
    expect(said(design(rule('service', require)))).toHaveLength(2);
    expect(said(design(rule('service', require, 'where: { name: m* }, ')))).toHaveLength(1);
    expect(said(design(rule('service', require, 'where: { name: m*, domain: billing }, ')))).toHaveLength(0);
    expect(said(design(rule('service', require, 'where: { name: [m*, shop] }, ')))).toHaveLength(2);
    expect(said(design(rule('service', require, 'unless: { publishes: sales.order.* }, ')))).toHaveLength(1);
    expect(said(design(rule('service', require, 'where: { external: true }, ')))).toHaveLength(0);
  });

  it('has the severity that it says, which the config may change as for any rule', () => {
    const severities = (text: string) =>
      lintText(text)
        .found.filter(({ code }) => code === 'our-rule')
        .map(({ severity }) => severity);
    const require = '{ path: description, defined: true }';
    expect(severities(design(rule('aggregate', require)))).toEqual(['warning']);
    expect(severities(design(rule('aggregate', require, 'severity: error, ')))).toEqual(['error']);
    expect(severities(design(rule('aggregate', require), '  rules: { our-rule: info }\n'))).toEqual(['info']);
    expect(severities(design(rule('aggregate', require), '  rules: { our-rule: off }\n'))).toEqual([]);
  });

  it('that has the id of another is not followed', () => {
    const twice = rule('event', '{ path: topic, defined: false }');
    const { found } = lintText(design(twice + twice));
    expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'our-rule sales.order.placed: this is ours',
      'custom-rule there is a rule our-rule already',
    ]);
  });

  it('that asks for what no element has is answered with what there is', () => {
    const { found } = lintText(design(rule('domain', '{ path: onwer, defined: true }')));
    expect(found).toMatchObject([
      {
        code: 'custom-rule',
        message: 'onwer is no property of a domain; did you mean owner?',
        help: 'it has name, file, description, owner',
      },
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('can not reach %s', (path) => {
    const { found } = lintText(design(rule('event', `{ path: ${path}, defined: false }`)));
    expect(found.map(({ code }) => code)).toEqual(['custom-rule']);
  });
});
