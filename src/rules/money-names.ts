import { wordsOf } from '../model/names.ts';

/** Last words of fields that hold money whatever stands around them. */
const always = new Set('price fee salary wage subtotal revenue payout surcharge'.split(' '));

/** Last words of fields that hold money where a currency stands beside them, or a word that says so before them. */
const beside = new Set(
  'amount total cost balance value tax discount credit debit charge refund sum'.split(' '),
);
const saying = new Set(
  'money order invoice cart basket grand tax net gross payment price refund due paid'.split(' '),
);

/** What every such name ends in: most names are passed over with one look. */
const endings = new RegExp(`(?:${[...always, ...beside].join('|')})$`, 'i');

/** Whether a field of this name holds money, by its name and the names of its neighbours. */
export function looksLikeMoney(name: string, neighbours: readonly string[]): boolean {
  if (!endings.test(name)) return false;
  const words = wordsOf(name).map((word) => word.toLowerCase());
  const last = words.at(-1) ?? '';
  if (always.has(last)) return true;
  if (!beside.has(last)) return false;
  return saying.has(words.at(-2) ?? '') || neighbours.some((other) => /currency/i.test(other));
}
