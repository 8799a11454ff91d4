import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadDesign } from '../../src/pipeline.ts';
import { createMemoryFiles } from '../../src/spec/project-files.ts';
import { expectMinimal, openForEdits, operationsOn } from '../../src/studio/edits.fixture.ts';
import { planOperation } from '../../src/studio/edits.ts';
import fc from '../support/fast-check.ts';
import { anyDesign } from './design.fixture.ts';

/** Ways in which people write the same: indentation, braces, CRLF, comments. */
const spellings: readonly ((value: unknown) => string)[] = [
  (value) => stringify(value, { aliasDuplicateObjects: false }),
  (value) => stringify(value, { aliasDuplicateObjects: false, indent: 4 }).replace(/\n/g, '\r\n'),
  (value) =>
    stringify(value, { aliasDuplicateObjects: false, collectionStyle: 'flow', lineWidth: 0 }).replace(
      /^\{|\}\s*$/g,
      '',
    ),
  (value) =>
    stringify(value, { aliasDuplicateObjects: false, indentSeq: false }).replace(
      /^(\w+:)$/gm,
      '# about\n$1 # kept',
    ),
];

it('an operation on any design, however it is written, changes only lines that speak of it', () => {
  const tally = { done: 0, refused: 0 };
  fc.assert(
    fc.property(anyDesign, fc.nat(), fc.constantFrom(...spellings.keys()), (value, seed, spelling) => {
      const text = spellings[spelling]?.(value) ?? '';
      const files = createMemoryFiles({ 'eda.yaml': text });
      const { architecture, incomplete } = loadDesign(files, 'eda.yaml');
      fc.pre(architecture !== undefined && !incomplete);
      const design = openForEdits(files);
      const operations = operationsOn(design);
      for (let turn = 0; turn < 3; turn++) {
        const operation = operations[(seed + turn * 7) % operations.length];
        if (operation === undefined) continue;
        const planned = planOperation(operation, design, files);
        if (!planned.ok) {
          tally.refused++;
          continue;
        }
        tally.done++;
        for (const change of planned.files) expectMinimal(operation, change);
      }
    }),
    { numRuns: 30 },
  );
  expect(tally.done).toBeGreaterThan(tally.refused);
}, 300_000);
