import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathStep } from './emitter.ts';

test('a name within a template literal is that name, whatever it is made of', () => {
  const sly = fc.stringMatching(/^[\\'"`${}a\n\u2028]*$/);
  fc.assert(
    fc.property(fc.oneof(sly, fc.string({ unit: 'binary' })), (name) => {
      expect(runInThisContext(`\`${pathStep(name)}\``)).toBe(`.${name}`);
    }),
    { examples: [["\\'"], ['\\"'], ['\\`'], ['\u0024{x}'], ['\\\u0024{x}']] },
  );
});
