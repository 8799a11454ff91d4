import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkXEda } from './check-x-eda.ts';

const info = {
  title: 'gate',
  version: '1.0.0',
  'x-eda': { system: 'depot', service: 'gate', domain: 'depot' },
};

describe('x-eda', () => {
  test('of a sound document has no fault', () => {
    const message = { 'x-eda': { kind: 'command', key: 'id', kept: ['/title', '/bindings/ws'] } };
    const operation = { 'x-eda': { because: ['written', 'saga fulfil/book'], retry: { attempts: 3 } } };
    const value = { info, operations: { a: operation }, components: { messages: { m: message } } };
    expect(checkXEda({ file: 'gate.yaml', value })).toEqual([]);
  });

  test.each([
    [{ info: { 'x-eda': { system: 'depot', service: 'gate' } } }, 'info/x-eda', 'x-eda has no domain'],
    [
      { info: { 'x-eda': { system: 'depot', servces: {} } } },
      'info/x-eda/servces',
      'servces is not a key of x-eda of a system’s info',
    ],
    [
      { info, channels: { c: { 'x-eda': { partitions: 0 } } } },
      'channels/c/x-eda/partitions',
      'partitions cannot be 0 (minimum)',
    ],
    [
      { info, channels: { c: { parameters: { p: { 'x-eda': {} } } } } },
      'channels/c/parameters/p/x-eda',
      'x-eda has no from',
    ],
    [
      { info, operations: { o: { 'x-eda': { because: ['habit'] } } } },
      'operations/o/x-eda/because/0',
      '0 cannot be "habit" (pattern)',
    ],
    [
      { info, components: { messages: { m: { 'x-eda': { event: 'a.b.c', version: '1.0.0' } } } } },
      'components/messages/m/x-eda',
      'x-eda has no upcast',
    ],
    [
      { info, components: { schemas: { S: { 'x-eda': { envelope: false } } } } },
      'components/schemas/S/x-eda/envelope',
      'envelope cannot be false (const)',
    ],
    [
      { info, servers: { s: { 'x-eda': { environment: 'e', broker: 'b', type: 'kafka', password: 'p' } } } },
      'servers/s/x-eda/password',
      'password is not a key of x-eda of a server',
    ],
  ])('is as strict as the language: %j', (value, path, message) => {
    const found = checkXEda({ file: 'gate.yaml', value });
    expect(found.map((fault) => [fault.at.path.join('/'), fault.message])).toEqual([[path, message]]);
  });

  test('is described in full for editors', () => {
    const file = new URL('../../../../specs/schema/x-eda.schema.json', import.meta.url);
    const schema = JSON.parse(readFileSync(file, 'utf8'));
    const bare: string[] = [];
    for (const [name, definition] of Object.entries<Definition>(schema.$defs)) {
      if (definition.description === undefined) bare.push(name);
      for (const [key, property] of Object.entries(definition.properties ?? {}))
        if (property.description === undefined && property.$ref === undefined) bare.push(`${name}.${key}`);
    }
    expect(bare).toEqual([]);
  });
});

interface Definition {
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: { readonly [key: string]: Definition };
}
