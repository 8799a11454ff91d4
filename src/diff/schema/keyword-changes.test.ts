import { describe, expect, it, test } from 'vitest';
import { compareCase } from './compare-case.fixture.ts';
import { schemaComparison } from './compare-schemas.ts';
import { deviations, type KeywordChange, keywordChanges } from './keyword-changes.cases.ts';
import { readSchema } from './read-schema.fixture.ts';
import { mirrored, type Verdict, type Verdicts, worstVerdicts } from './verdict.ts';

const signs: { readonly [verdict in Verdict]: string } = {
  compatible: '✔',
  documentation: '✔',
  risky: '⚠',
  breaking: '✘',
};

function signsOf({ backward, forward }: Verdicts): string {
  return signs[backward] + signs[forward];
}

function compare(change: KeywordChange, flipped = false) {
  const changes = compareCase(flipped ? { ...change, old: change.new, new: change.old } : change);
  return {
    kinds: changes.map(({ kind }) => kind),
    strict: worstVerdicts(changes.map(({ strict }) => strict)),
    tolerant: worstVerdicts(changes.map(({ tolerant }) => tolerant)),
  };
}

describe('changes of keywords', () => {
  it.each(keywordChanges)('$row $title: $strict', (change) => {
    const { kinds, strict, tolerant } = compare(change);
    expect({ strict: signsOf(strict), tolerant: signsOf(tolerant), kinds }).toEqual({
      strict: change.strict,
      tolerant: change.tolerant ?? change.strict,
      kinds: change.kinds ?? (change.silent ? [] : kinds),
    });
    if (change.silent !== true) expect(kinds).not.toEqual([]);
  });

  it('have every row of the table', () => {
    // Row 80 needs two drafts of JSON Schema: below.
    expect([...new Set(keywordChanges.map(({ row }) => row))]).toEqual(
      Array.from({ length: 79 }, (_, index) => index + 1),
    );
  });

  it('80 $schema changed: only what means something else in the other draft is a change', () => {
    const schema = { type: 'array', items: { type: 'string' }, maxItems: 3 };
    const compareDrafts = (old: unknown, now: unknown) => {
      const [a, b] = [readSchema(old, { draft07: true }), readSchema(now)];
      return schemaComparison(a.schemas, b.schemas).compare(a, b);
    };
    expect(compareDrafts(schema, schema)).toEqual([]);
    expect(
      compareDrafts(
        { type: 'array', items: [{ type: 'string' }], additionalItems: false },
        { type: 'array', prefixItems: [{ type: 'string' }], items: false },
      ),
    ).toEqual([]);
    expect(
      compareDrafts({ type: 'array', items: [{ type: 'string' }] }, schema).map(({ kind }) => kind),
    ).not.toEqual([]);
  });
});

describe('the mirror of a change', () => {
  // What fills in defaults does so in the new schema alone.
  test.each(keywordChanges.filter(({ options }) => options?.applyDefaults !== true))(
    '$row $title',
    (change) => {
      expect(signsOf(compare(change, true).strict)).toBe(signsOf(mirrored(compare(change).strict)));
    },
  );
});

describe('strict and Confluent’s registry', () => {
  it('agree but where a reason is given', () => {
    const different = keywordChanges
      .filter(({ confluent, strict }) => confluent !== '–' && confluent !== strict[0])
      .map(({ title }) => title);
    expect(different.sort()).toEqual(Object.keys(deviations).sort());
  });
});
