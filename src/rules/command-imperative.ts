import { onKey } from '../diagnostics/diagnostic.ts';
import { isBaseForm, isPastParticiple, verbOf } from './english/verb-forms.ts';
import { renameFix } from './rename-event.ts';
import { defineRule } from './rule.ts';
import { words as wordList } from './rule-option.ts';

export const commandImperative = defineRule({
  id: 'command-imperative',
  title: 'A command is named in the imperative',
  topic: 'naming',
  severity: { minimal: 'off', recommended: 'error', strict: 'error', imported: 'off' },
  fixable: true,
  options: { allow: wordList('first words of actions that are verbs here') },
  visit: {
    event(event, { architecture, options, report }) {
      if (event.kind !== 'command' || event.action === '' || event.name.includes('#')) return;
      const words = event.action.split('-');
      const first = words[0] ?? '';
      if (isBaseForm(first) || options.allow.includes(first)) return;
      const wrong = words.findIndex((word) => isPastParticiple(word) || (verbOf(word) ?? word) !== word);
      const verb = verbOf(words[wrong] ?? '');
      if (verb === undefined) return;
      const parts = event.name.split('.');
      const action = words.with(wrong, verb).join('-');
      const proposed = [...parts.slice(0, 2), action, ...parts.slice(3)].join('.');
      const fix = renameFix(architecture, event, proposed);
      report({
        message: `${event.name}: a command is named in the imperative; did you mean ${proposed}?`,
        help: 'a command says what shall happen; what has happened is no `kind: command`',
        at: onKey(event.at),
        ...(fix === undefined ? {} : { fix }),
      });
    },
  },
});
