import * as morph from 'ts-morph';
import { describe, expect, it } from 'vitest';
import { extendObject } from './extend-object.ts';

const members = [
  { name: 'a.b.c', text: "'a.b.c': () => undefined" },
  { name: 'd.e.f', text: "'d.e.f': () => undefined" },
];

describe('extendObject', () => {
  it.each([
    [
      'behind the last member, with a remark of its user',
      "import type { P } from './p.ts';\n\n/** Mine. */\nexport const project: P = {\n    'a.b.c': ({ data }) => ({ set: { n: data.n } }), // counted\n};\nexport const other = 1;\n",
      "import type { P } from './p.ts';\n\n/** Mine. */\nexport const project: P = {\n    'a.b.c': ({ data }) => ({ set: { n: data.n } }), // counted\n    'd.e.f': () => undefined,\n};\nexport const other = 1;\n",
    ],
    [
      'without a trailing comma, with CRLF',
      "export const project = {\r\n\t'a.b.c': f\r\n} satisfies P;\r\n",
      "export const project = {\r\n\t'a.b.c': f,\r\n\t'd.e.f': () => undefined,\r\n} satisfies P;\r\n",
    ],
    [
      'an empty object',
      'export const project: P = {};\n',
      "export const project: P = {\n  'a.b.c': () => undefined,\n  'd.e.f': () => undefined,\n};\n",
    ],
    [
      'methods and shorthand count as members',
      "const project = {\n  'a.b.c'() {},\n};\n",
      "const project = {\n  'a.b.c'() {},\n  'd.e.f': () => undefined,\n};\n",
    ],
  ])('%s', (_name, text, expected) => {
    const result = extendObject(morph, text, 'project', members);
    expect(result).toEqual({ text: expected });
    expect(extendObject(morph, expected, 'project', members)).toBeUndefined();
  });

  it('leaves alone what has everything, or spreads something in', () => {
    expect(
      extendObject(morph, 'const project = { \'a.b.c\': f, "d.e.f": g };', 'project', members),
    ).toBeUndefined();
    expect(extendObject(morph, 'const project = { ...others };', 'project', members)).toBeUndefined();
  });

  it('says where there is nothing to add to', () => {
    expect(extendObject(morph, 'export const project = makeProject();', 'project', members)).toEqual({
      reason: 'project is not an object written out in this file',
    });
    expect(extendObject(morph, 'this is no } TypeScript', 'project', members)).toMatchObject({
      reason: expect.any(String),
    });
  });
});
