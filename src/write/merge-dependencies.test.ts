import { describe, expect, test } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { mergeDependencies } from './merge-dependencies.ts';

const written = `{
    "name": "todo-service",
    "scripts": { "start": "node \\"dist/main.js\\"" },
    "dependencies": {
        "left-pad": "^1.0.0",
        "pg": "8.0.0"
    },
    "x": [1, {"dependencies": {}}]
}
`;

describe('dependencies of a package.json that people edit', () => {
  test('only lines of missing ones come in; a version that its user chose stays', () => {
    expect(mergeDependencies(written, { pg: '8.23.1', '@opentelemetry/api': '1.10.0', zod: '4.0.0' })).toBe(`{
    "name": "todo-service",
    "scripts": { "start": "node \\"dist/main.js\\"" },
    "dependencies": {
        "@opentelemetry/api": "1.10.0",
        "left-pad": "^1.0.0",
        "pg": "8.0.0",
        "zod": "4.0.0"
    },
    "x": [1, {"dependencies": {}}]
}
`);
  });

  test('nothing to do', () => {
    expect(mergeDependencies(written, { pg: '8.0.0' })).toBeUndefined();
    expect(mergeDependencies('{}', {})).toBeUndefined();
  });

  test('no dependencies yet', () => {
    expect(mergeDependencies('{\n  "name": "a"\n}\n', { pg: '1.0.0' })).toBe(
      '{\n  "name": "a",\n  "dependencies": {\n    "pg": "1.0.0"\n  }\n}\n',
    );
    expect(mergeDependencies('{ "dependencies": {} }', { pg: '1.0.0' })).toBe(
      '{ "dependencies": {\n  "pg": "1.0.0"\n} }',
    );
    expect(JSON.parse(mergeDependencies('{}', { pg: '1.0.0' }) ?? '')).toEqual({
      dependencies: { pg: '1.0.0' },
    });
    expect(JSON.parse(mergeDependencies('{"a":1}', { pg: '1' }) ?? '')).toEqual({
      a: 1,
      dependencies: { pg: '1' },
    });
  });

  test.each(['', '[]', '{"dependencies": [}', '{"dependencies": "pg"}', '// a comment\n{}'])(
    'leaves %j alone',
    (text) => {
      expect(mergeDependencies(text, { pg: '1.0.0' })).toBeUndefined();
    },
  );

  test('the result always holds what was there and what is needed', () => {
    // Not the keys `"` and `\` by themselves: `JSON.parse` of V8 13.6 reads the one as the other in objects alike.
    const versions = fc.dictionary(
      fc.constantFrom('a', 'b', '@c/d', 'e"f', 'e\\f', '__proto__x'),
      fc.constantFrom('1', '2'),
    );
    fc.assert(
      fc.property(
        versions,
        versions,
        fc.jsonValue(),
        fc.constantFrom(0, 2, '\t'),
        (has, needs, other, indent) => {
          const before = { other, dependencies: has, last: [other] };
          const text = mergeDependencies(JSON.stringify(before, null, indent), needs);
          expect(JSON.parse(text ?? JSON.stringify(before))).toEqual(
            JSON.parse(JSON.stringify({ ...before, dependencies: { ...needs, ...has } })),
          );
        },
      ),
    );
  });
});
