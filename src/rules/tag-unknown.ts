import { placeAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { words } from './rule-option.ts';

const options = { allowed: words('tags that events may have; none named: all') };

export const tagUnknown = defineRule({
  id: 'tag-unknown',
  title: 'Tags are those of the list',
  topic: 'ownership',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'off' },
  options,
  visit: {
    event(event, context) {
      const { allowed } = context.options;
      if (allowed.length === 0) return;
      for (const [index, tag] of event.tags.entries()) {
        if (allowed.includes(tag)) continue;
        context.report({
          message: `${tag} is no tag of the list${didYouMean(tag, allowed)}`,
          help: 'take one of `lint.rules.tag-unknown.allowed`, or add it there',
          at: placeAt(event.at, 'tags', index),
        });
      }
    },
  },
});
