import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { avroChanges } from './avro/resolution.cases.ts';
import { compareCase } from './compare-case.fixture.ts';
import { schemaChangesAsMarkdown } from './docs.ts';
import { keywordChanges } from './keyword-changes.cases.ts';
import { schemaChangeKinds } from './kinds.ts';

const page = fileURLToPath(new URL('../../../docs/schema-compatibility.md', import.meta.url));

describe('docs/schema-compatibility.md', () => {
  // `EDA_GOLDEN=write` refreshes it.
  it('is as it is made now', () => {
    const made = schemaChangesAsMarkdown();
    if (process.env.EDA_GOLDEN === 'write') writeFileSync(page, made);
    expect(readFileSync(page, 'utf8')).toBe(made);
  });

  it('lists no change that no case shows', () => {
    const shown = new Set<string>([
      ...keywordChanges.flatMap((change) => [
        ...compareCase(change).map(({ kind }) => kind),
        ...compareCase({ ...change, old: change.new, new: change.old }).map(({ kind }) => kind),
      ]),
      ...avroChanges.flatMap(({ kinds }) => kinds),
    ]);
    expect(Object.keys(schemaChangeKinds).filter((kind) => !shown.has(kind))).toEqual([]);
  });
});
