import { onKey } from '../diagnostics/diagnostic.ts';
import { orMeant } from '../diagnostics/suggest.ts';
import { inPastTense, saysWhatHappened } from './english/past-tense.ts';
import { verbOf } from './english/verb-forms.ts';
import { renameFix } from './rename-event.ts';
import { defineRule } from './rule.ts';
import { words as wordList } from './rule-option.ts';

export const eventPastTense = defineRule({
  id: 'event-past-tense',
  title: 'An event is named in the past tense',
  topic: 'naming',
  severity: { minimal: 'off', recommended: 'error', strict: 'error', imported: 'off' },
  fixable: true,
  options: { allow: wordList('last words of actions that are as good as a participle') },
  visit: {
    event(event, { architecture, options, report }) {
      if (event.kind === 'command' || event.action === '' || event.name.includes('#')) return;
      if (saysWhatHappened(event.action) || options.allow.includes(event.action.split('-').at(-1) ?? ''))
        return;
      // A document may be named after what it holds, such as `snapshot`; a plain verb is wrong there too.
      const last = event.action.split('-').at(-1) ?? '';
      if (event.kind === 'document' && verbOf(last) !== last) return;
      const past = inPastTense(event.action);
      if (past === event.action) return;
      const proposed = past === undefined ? undefined : replaceAction(event.name, past);
      const fix = proposed === undefined ? undefined : renameFix(architecture, event, proposed);
      report({
        message: `${event.name}: an event is named in the past tense${orMeant(proposed)}`,
        help: 'an event says what has happened; a wish is `kind: command`',
        at: onKey(event.at),
        ...(fix === undefined ? {} : { fix }),
      });
    },
  },
});

/** The name with another action. */
function replaceAction(name: string, action: string): string {
  const parts = name.split('.');
  return [...parts.slice(0, 2), action, ...parts.slice(3)].join('.');
}
