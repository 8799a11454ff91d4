import { placeAt } from '../diagnostics/diagnostic.ts';
import { wordsOf } from '../model/names.ts';
import { defineRule } from './rule.ts';

export const summaryRepeats = defineRule({
  id: 'summary-repeats',
  title: 'A summary says more than the name',
  topic: 'ownership',
  severity: { minimal: 'off', recommended: 'off', strict: 'warning', imported: 'off' },
  visit: {
    event(event, { report }) {
      if (event.summary === undefined) return;
      const ofName = new Set(wordsIn(event.name));
      const said = wordsIn(event.summary);
      if (said.some((word) => !ofName.has(word) && !filling.has(word))) return;
      report({
        message: `the summary of ${event.name} only repeats its name`,
        help: 'say what has happened, to whom, in the words of the domain: "A customer paid for an order"',
        at: placeAt(event.at, 'summary'),
      });
    },
  },
});

function wordsIn(text: string): string[] {
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .flatMap((part) => wordsOf(part))
    .map((word) => word.toLowerCase());
}

/** Words that add nothing, whatever the event. */
const filling = new Set(
  'a an the is was has have had been be of by to in on and event events message command that this when'.split(
    ' ',
  ),
);
