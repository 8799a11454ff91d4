import { isBaseForm, isPastParticiple, pastParticiple, verbOf } from './verb-forms.ts';
import { particles, phrasalNouns, places, states } from './verbs.ts';

/**
 * True for an action, words joined by hyphens, that says what has happened: `placed`, `line-changed`, `signed-up`,
 * `sent-for-review`; or what something has come to be: `available`, `out-of-stock`, `lights-on`.
 */
export function saysWhatHappened(action: string): boolean {
  const words = action.split('-');
  const last = words.at(-1) ?? '';
  const before = words.at(-2);
  if (isPastParticiple(last)) return true;
  // `on` and `up` are states of things; behind a verb they belong to it: sign-up.
  if (states.has(last) && !(particles.has(last) && before !== undefined && isBaseForm(before))) return true;
  if (before !== undefined && places.has(before)) return true;
  return words.some((word, index) => isPastParticiple(word) && particles.has(words[index + 1] ?? ''));
}

/** The action in the past tense: `create` → `created`, `sign-up` → `signed-up`, `login` → `logged-in`; undefined: no verb. */
export function inPastTense(action: string): string | undefined {
  const words = action.split('-');
  const last = words.at(-1) ?? '';
  const before = words.at(-2);
  const phrase = phrasalNouns.get(last);
  if (phrase !== undefined) return [...words.slice(0, -1), phrase].join('-');
  if (before !== undefined && particles.has(last)) {
    const verb = verbOf(before);
    if (verb !== undefined) return [...words.slice(0, -2), pastParticiple(verb), last].join('-');
  }
  const verb = verbOf(last);
  return verb === undefined ? undefined : [...words.slice(0, -1), pastParticiple(verb)].join('-');
}
