import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../model/architecture.ts';
import { createMemoryFiles } from '../../spec/project-files.ts';
import { openForEdits } from '../edits.fixture.ts';
import { findDamage } from './find-damage.ts';

/** A design, of which a rename of `shop.order.placed` comes out: with what a broken edit would write beside it. */
function design(placed: string, paid: string): Architecture {
  return openForEdits(
    createMemoryFiles({
      'eda.yaml': `eda: 1
system: shop
domains: { shop: {} }
events:
  ${placed}: { data: { type: object } }
${paid}services:
  till: { domain: shop, publishes: [${placed}, shop.order.paid] }
`,
    }),
  ).architecture;
}

const paid =
  '  shop.order.paid: { tags: [money], data: { properties: { at: { type: string }, file: { type: string } } } }\n';
const rename = { kind: 'rename-event', from: 'shop.order.placed', to: 'shop.order.made' } as const;

describe('what an edit damages', () => {
  it('is nothing where the rest says the same at other places', () => {
    expect(
      findDamage(rename, design('shop.order.placed', paid), design('shop.order.made', `\n\n${paid}`)),
    ).toBeUndefined();
  });

  it.each([
    ['a value', paid.replace('money', 'cash')],
    ['a key more', paid.replace('tags:', 'summary: Somebody paid, tags:')],
    ['a key less', paid.replace('tags: [money], ', '')],
    ['a longer list', paid.replace('[money]', '[money, cash]')],
    [
      'a property that is called as places are',
      paid.replace('at: { type: string }', 'at: { type: integer }'),
    ],
    ['the loss of such a property', paid.replace('at: { type: string }, ', '')],
  ])('is %s of another thing', (_what, damaged) => {
    expect(findDamage(rename, design('shop.order.placed', paid), design('shop.order.made', damaged))).toBe(
      'events shop.order.paid would change as well',
    );
  });
});
