import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { change, project, runEda, soundDesign } from './run-eda.ts';

const properties = {
  mail: { type: 'string', pattern: String.raw`^[\w\-\.]+\@[\w\-]+$` },
  twice: { type: 'string', pattern: String.raw`^(?=a)*\-$` },
};
const document = {
  asyncapi: '3.0.0',
  info: { title: 'Shop', version: '1.0.0' },
  channels: {
    orders: {
      address: 'orders',
      messages: {
        order: {
          payload: {
            type: 'object',
            properties,
            patternProperties: { '^x-': { type: 'string' }, '^(?=y)*': { type: 'integer' } },
          },
          examples: [{ payload: { mail: 'nobody' } }],
        },
      },
    },
  },
  operations: { send: { action: 'send', channel: { $ref: '#/channels/orders' } } },
};

it('a pattern that the u flag does not take is held to in other words, or kept and told of', async () => {
  const folder = project({ 'shop.json': JSON.stringify(document, undefined, 2) });
  const checked = await runEda(folder, ['validate', 'shop.json', '--format', 'json']);
  expect(checked.code).toBe(0);
  const found: { code: string; severity: string; line: number }[] = JSON.parse(checked.out).diagnostics;
  expect(found.filter(({ code }) => code === 'schema-pattern').map(({ severity }) => severity)).toEqual([
    'info',
    'info',
  ]);
  expect(found.map(({ code }) => code)).toContain('message-example-invalid');

  const imported = await runEda(folder, ['import', 'asyncapi', 'shop.json']);
  expect(imported.code).toBe(0);
  expect(imported.err).toContain('2 patterns without words in the language: kept as x-pattern');
  const { schemas } = parse(readFileSync(join(folder, 'eda.yaml'), 'utf8'));
  expect(schemas.Order).toMatchObject({
    properties: {
      mail: { pattern: String.raw`^[\w\-\.]+@[\w\-]+$` },
      twice: { type: 'string', 'x-pattern': properties.twice.pattern },
    },
    patternProperties: { '^x-': { type: 'string' } },
    'x-patternProperties': { '^(?=y)*': { type: 'integer' } },
  });
  expect((await runEda(folder, ['validate'])).code).toBe(0);
});

it('in a design such a pattern is a fault, with the words that are meant', async () => {
  const folder = project({ 'eda.yaml': soundDesign });
  change(folder, 'eda.yaml', (text) => text.replace('format: uuid', () => String.raw`pattern: '^a\-b$'`));
  const { code, out } = await runEda(folder, ['validate', '--format', 'json']);
  expect(code).toBe(1);
  expect(JSON.parse(out).diagnostics).toContainEqual(
    expect.objectContaining({
      code: 'schema-pattern',
      severity: 'error',
      message: expect.stringContaining(String.raw`pattern ^a\-b$ is not a regular expression`),
      help: expect.stringContaining('write ^a-b$'),
    }),
  );
});
