import { describe, expect, it } from 'vitest';
import { lintDesign, loadDesign } from '../../pipeline.ts';
import { rules } from '../../rules/index.ts';
import { createMemoryFiles } from '../project-files.ts';

/** Reads and lints documents; what is found, as `file:line code: message`. */
function findIn(files: { readonly [path: string]: string }, documents = Object.keys(files)): string[] {
  const design = loadDesign(createMemoryFiles(files), { documents, system: 'test' });
  const { diagnostics } = lintDesign(design, rules, '2026-11-21');
  return diagnostics.map(
    ({ at, code, message }) => `${at.file}:${design.source?.locate(at).line ?? 0} ${code}: ${message}`,
  );
}

function document(channels: string, more = ''): string {
  return `asyncapi: 3.0.0\ninfo: { title: Test, version: 1.0.0 }\nchannels:\n${channels}\n${more}`;
}

const payload = (schema: string): string =>
  document(`  a:\n    address: a\n    messages:\n      m:\n        payload: ${schema}`);

describe('hostile documents', () => {
  it('with aliases of aliases are refused before they grow', () => {
    const lines = Array.from(
      { length: 40 },
      (_, index) => `x-${index}: &a${index} [${index === 0 ? 'x, x' : `*a${index - 1}, *a${index - 1}`}]`,
    );
    const [first] = findIn({ 'a.yaml': `${document('  {}')}\n${lines.join('\n')}\n` });
    expect(first).toContain('yaml-too-large: aliases stand for more than 500000 values');
  });

  it('take anchors, aliases and merge keys as other tools do', () => {
    const text = document(
      '  a: &a\n    address: a\n    messages: { m: { payload: { type: object } } }\n  b:\n    <<: *a\n    address: b',
    );
    expect(findIn({ 'a.yaml': text })).toEqual([]);
  });

  it('with an alias inside of its own anchor are refused', () => {
    expect(findIn({ 'a.yaml': `${document('  {}')}x-a: &a [*a]\n` })[0]).toContain('yaml-anchor');
  });

  it('nested ten thousand levels deep are refused', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    expect(findIn({ 'a.yaml': `${document('  {}')}x-a: ${deep}\n` })[0]).toMatch(/too-deep|yaml-syntax/);
  });

  it('that refer to other hosts fetch nothing', () => {
    expect(findIn({ 'a.yaml': payload('{ $ref: "https://example.com/order.json" }') })).toEqual([
      'a.yaml:8 ref-remote: https://example.com/order.json lies on another host, and is not read',
    ]);
  });

  it('that refer to what lies outside the project are refused', () => {
    for (const ref of [
      '../../etc/passwd',
      '/etc/passwd',
      'x/../../../etc/passwd',
      '..%2f..%2fetc%2fpasswd',
    ]) {
      expect(findIn({ 'a.yaml': payload(`{ $ref: "${ref}" }`) }).join()).toMatch(
        /ref-target: .*(outside|no such file)/,
      );
    }
  });

  it.each(['^(a+)+$', '^(a*){25}$', '^(a{0,9}){20}$', '^([a ]*)*$'])(
    'with a pattern that takes forever are not waited for, and judged all the same: %s',
    (pattern) => {
      // Tried by going back and trying again, it would take longer than any test may.
      const found = findIn({
        'a.yaml': payload(
          `{ type: object, properties: { a: { type: string, pattern: "${pattern}" } } }\n        examples:\n          - payload: { a: ${'a'.repeat(40)}b }`,
        ),
      });
      expect(found.join()).toContain('does not match the pattern');
    },
  );

  it('with schemas in a circle end', () => {
    const text = document(
      '  a: { address: a, messages: { m: { payload: { $ref: "#/components/schemas/A" } } } }',
      'components:\n  schemas:\n    A: { $ref: "#/components/schemas/B" }\n    B: { $ref: "#/components/schemas/A" }\n',
    );
    expect(findIn({ 'a.yaml': text }).join()).toContain('ref-loop');
    const self = document('  a: { $ref: "#/channels/b" }\n  b: { $ref: "#/channels/a" }');
    expect(findIn({ 'a.yaml': self }).join()).toContain('leads back to itself');
  });

  it('named like members of objects are names', () => {
    const text = document(
      '  constructor: { address: __proto__, messages: { toString: { payload: { type: object } } } }\n  __proto__: { address: x, messages: { hasOwnProperty: { payload: { type: object } } } }',
    );
    expect(findIn({ 'a.yaml': text })).toEqual([]);
  });
});

describe('documents of other versions', () => {
  it.each(['1.2.0', '2.7.0', '4.0.0', '2.0', '3.0.0-rc1', 'latest'])('%s is told', (version) => {
    expect(findIn({ 'a.yaml': `asyncapi: '${version}'\ninfo: {}\n` })).toEqual([
      `a.yaml:1 asyncapi-version: AsyncAPI ${version} is not read`,
    ]);
  });

  it('say where a key of the other major version belongs', () => {
    const text = document('  a:\n    address: a\n    publish: { message: {} }', 'tags: []\n');
    expect(findIn({ 'a.yaml': text })).toEqual(
      [
        'a.yaml:7 unknown-key: tags is not a key of the document',
        'a.yaml:6 unknown-key: publish is not a key of channels.a',
      ].sort(),
    );
  });
});

describe('components that nothing refers to', () => {
  it('share what others refer to, whose faults are told once', () => {
    const schemas = `components:
  schemas:
    A: { allOf: [{ $ref: '#/components/schemas/C' }] }
    B: { allOf: [{ $ref: '#/components/schemas/C' }] }
    C: { allOf: [{ $ref: '#/components/schemas/B' }] }
`;
    const text = document(
      "  a:\n    address: a\n    messages:\n      m:\n        payload: { $ref: '#/components/schemas/B' }",
      schemas,
    );
    expect(findIn({ 'a.yaml': text }).filter((line) => line.includes('ref-loop'))).toEqual([
      'a.yaml:12 ref-loop: B is part of itself, and has no end: B → C → B',
    ]);
  });

  const components = (text: string): string => document('  {}', `components:\n${text}`);

  it('are held to what they refer to', () => {
    const text = components(
      '  channels:\n    spare: { address: a, messages: { m: { $ref: "#/components/messages/gone" } } }\n' +
        '  messages:\n    old: { payload: { $ref: "#/components/schemas/lost" } }',
    );
    expect(findIn({ 'a.yaml': text }).filter((line) => !line.includes('component-unused'))).toEqual([
      'a.yaml:7 ref-target: there is nothing at #/components/messages/gone',
      'a.yaml:9 ref-target: there is nothing at #/components/schemas/lost: #/components has no schemas',
    ]);
  });

  it('have schemas that are schemas, told once', () => {
    const schemas =
      '  schemas:\n    a: { type: object, properties: { b: { $ref: "#/components/schemas/b" } } }\n';
    const text = components(`${schemas}    b: { type: object, required: true }`);
    expect(findIn({ 'a.yaml': text })).toEqual([
      'a.yaml:8 schema-value: required takes a list of property names',
    ]);
  });

  it('of parameters in 2.x are schemas as well, by themselves or shared', () => {
    const text = `asyncapi: 2.6.0
info: { title: Test, version: 1.0.0 }
channels:
  a/{own}/{shared}/{both}:
    parameters:
      own: { schema: { type: strin, deprecated: 'yes' } }
      shared: { schema: { $ref: '#/components/schemas/Shared' } }
      both: { schema: { $ref: '#/components/schemas/Both' } }
    publish: { operationId: take, message: { payload: { $ref: '#/components/schemas/Both' } } }
components:
  schemas:
    Shared: { type: string, minLength: one }
    Both: { type: object, required: yes }
`;
    expect(findIn({ 'a.yaml': text })).toEqual([
      'a.yaml:6 schema-value: deprecated: yes is not true or false',
      'a.yaml:12 schema-value: minLength: one is not a whole number from 0',
      'a.yaml:13 schema-value: required takes a list of property names',
      'a.yaml:6 schema-value: type: strin is not one of object, array, string, number, integer, boolean, null',
    ]);
  });

  it('may be of other languages, and wrapped', () => {
    const text = components(
      '  schemas:\n    a: { schemaFormat: "application/vnd.google.protobuf;version=3", schema: "message A {}" }\n' +
        '  messages:\n    m: { payload: { schemaFormat: "application/raml+yaml;version=1.0", schema: { type: strin } } }',
    );
    expect(findIn({ 'a.yaml': text })).toEqual([]);
  });
});

describe('references that lead to nothing', () => {
  it.each([
    ['#/components/schemas/ordre', '; did you mean order?'],
    ['#/component/schemas/order', ': the file has no component; did you mean components?'],
    ['#/components/schema/order', ': #/components has no schema; did you mean schemas?'],
  ])('%s: where it goes wrong', (ref, said) => {
    const text = document('  {}', `operations:\n  a:\n    action: send\n    channel: { $ref: "${ref}" }\n`);
    const found = findIn({ 'a.yaml': `${text}components:\n  schemas:\n    order: { type: object }\n` });
    expect(found).toContain(`a.yaml:8 ref-target: there is nothing at ${ref}${said}`);
  });

  it('through a slash that is part of a key, are told how to write it', () => {
    const text = document(
      '  "a/b": { address: a/b }',
      'operations: { a: { action: send, channel: { $ref: "#/channels/a/b" } } }\n',
    );
    const { diagnostics } = loadDesign(createMemoryFiles({ 'a.yaml': text }), {
      documents: ['a.yaml'],
      system: 'test',
    });
    expect(diagnostics.map(({ help }) => help)).toEqual([
      "a slash inside a key is written ~1: '#/channels/a~1b'",
    ]);
  });
});

describe('what is wrong with the shape', () => {
  it('is told of the alternative that is meant, however much is wrong inside of it', () => {
    const text = `asyncapi: 2.3.0
info: { title: Test, version: 1.0.0 }
channels:
  a:
    publish:
      message:
        name: placed
        payload: {}
        examples: [{ a: 1 }, { b: 1 }, { c: 1 }, { d: 1 }, { e: 1 }]
`;
    const found = findIn({ 'a.yaml': text }).filter((line) => !line.includes('oneOf'));
    expect(found).toContain('a.yaml:9 unknown-key: a is not a key of …message.examples.0');
    expect(found.filter((line) => /^a.yaml:[678] unknown-key/.test(line))).toEqual([]);
  });

  it.each([
    ['2.6.0', 'a/{id}: { parameters: { id: { $ref: "#/components/parameters/id" } } }'],
    ['3.0.0', 'a: { address: "a/{id}", parameters: { id: { $ref: "#/components/parameters/id" } } }'],
  ])('is told of a parameter of %s once, where its reference leads to nothing', (version, channel) => {
    const text = `asyncapi: ${version}\ninfo: { title: Test, version: 1.0.0 }\nchannels:\n  ${channel}\n`;
    expect(findIn({ 'a.yaml': text })).toEqual([
      'a.yaml:4 ref-target: there is nothing at #/components/parameters/id: the file has no components',
    ]);
  });

  it('is told of a reply once, where its channel does not exist', () => {
    const reply = '{ channel: { $ref: "#/channels/told" } }';
    const text = document(
      '  asked: { address: a }',
      `operations: { a: { action: receive, channel: { $ref: "#/channels/asked" }, reply: ${reply} } }\n`,
    );
    expect(findIn({ 'a.yaml': text })).toEqual(['a.yaml:5 ref-target: there is nothing at #/channels/told']);
  });

  it.each([
    [
      'a slip in a key',
      document('  a: { adress: x, messages: {} }'),
      'unknown-key: adress is not a key of channels.a; did you mean address?',
    ],
    [
      'a missing key',
      document('  {}', 'operations: { a: { action: send } }\n'),
      'missing-key: operations.a has no channel',
    ],
    [
      'a security requirement as 2.x writes it',
      document('  {}', 'servers: { a: { host: a, protocol: mqtts, security: [{ login: [] }] } }\n'),
      'security.0 names login as 2.x does',
    ],
    [
      'a wrong word',
      document(
        '  a: { address: a }',
        'operations: { a: { action: sned, channel: { $ref: "#/channels/a" } } }\n',
      ),
      'value: operations.a.action: sned is not one of send, receive',
    ],
    [
      'a wrong type',
      document('  a: { address: [a] }'),
      'type: channels.a.address is a list; a text or null is expected',
    ],
    [
      'a slip in a type',
      payload('{ type: object, properties: { a: { type: strin } } }'),
      'schema-value: type: strin is not one of object, array, string, number, integer, boolean, null',
    ],
    [
      'an example under its name, as some tools write them',
      document(
        '  a:\n    address: a\n    messages:\n      m:\n        payload: { type: object }\n        examples: [{ first: { payload: {} } }]',
      ),
      'unknown-key: first is not a key of …m.examples.0',
    ],
    [
      'an example of something else, which lacks all and has too much',
      payload(
        '{ type: object, required: [a, b], additionalProperties: false, properties: { a: {}, b: {} }, examples: [{ c: 1, d: 2 }] }',
      ),
      'does not fit its schema: a is missing, b is missing, c is not allowed here, and 1 more',
    ],
    ['a reference to nothing', payload('{ $ref: "#/components/schemas/Nope" }'), 'ref-target: '],
  ])('%s is one finding', (_, text, expected) => {
    const found = findIn({ 'a.yaml': text }).filter((line) => !line.includes(' address-missing'));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });
});
