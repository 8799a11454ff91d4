import {
  doublingVerbs,
  falseParticiples,
  irregularVerbs,
  otherParticiples,
  regularVerbs,
  verbPrefixes,
  verbsOfNouns,
} from './verbs.ts';

/** `create` → `created`, `resend` → `resent`, `ship` → `shipped`. Gives the regular form of verbs it does not know. */
export function pastParticiple(verb: string): string {
  const irregular = irregularParticiple(verb);
  if (irregular !== undefined) return irregular;
  if (verb.endsWith('e')) return `${verb}d`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  if (/[aeiou]c$/.test(verb)) return `${verb}ked`;
  return doublesLastLetter(verb) ? `${verb}${verb.at(-1)}ed` : `${verb}ed`;
}

/** True for `created`, `sent`, `rewritten`; false for `create`, `feed`, `creation`. */
export function isPastParticiple(word: string): boolean {
  if (irregularParticiples().has(word) || otherParticiples.has(word)) return true;
  if (falseParticiples.has(word)) return false;
  if (/[a-z]{2}ed$/.test(word)) return true;
  return stripped(word).some((rest) => irregularParticiples().has(rest));
}

/** True for words that are certainly verbs in their base form, `reset` and `put` among them. */
export function isBaseForm(word: string): boolean {
  if (regularVerbs.has(word) || irregularVerbs.has(word)) return true;
  return stripped(word).some(
    (rest) => rest.length > 2 && (regularVerbs.has(rest) || irregularVerbs.has(rest)),
  );
}

/** The verb that a word is a form of: `creates`, `creating`, `created`, `creation` → `create`. Undefined: unknown. */
export function verbOf(word: string): string | undefined {
  if (isBaseForm(word)) return word;
  const noun = verbsOfNouns.get(word);
  if (noun !== undefined) return noun;
  const irregular = irregularParticiples().get(word);
  if (irregular !== undefined) return irregular;
  for (const rest of stripped(word)) {
    const base = irregularParticiples().get(rest);
    if (base !== undefined) return word.slice(0, word.length - rest.length) + base;
  }
  const bases = basesOf(word);
  return bases.find((base) => regularVerbs.has(base) || irregularVerbs.has(base)) ?? bases.find(isBaseForm);
}

/** What a regular form could have been made of, the likeliest first. */
function basesOf(word: string): string[] {
  const bases: string[] = [];
  const add = (ending: string, ...replacements: string[]): void => {
    if (!word.endsWith(ending) || word.length < ending.length + 2) return;
    const stem = word.slice(0, -ending.length);
    for (const replacement of replacements) bases.push(stem + replacement);
    if (/([b-df-hj-np-tv-z])\1$/.test(stem)) bases.push(stem.slice(0, -1));
  };
  add('ied', 'y');
  add('ies', 'y');
  add('ked', 'k', '');
  add('ed', 'e', '');
  add('ing', 'e', '');
  add('es', 'e', '');
  add('s', '');
  return bases;
}

function irregularParticiple(verb: string): string | undefined {
  const own = irregularVerbs.get(verb);
  if (own !== undefined) return own;
  if (regularVerbs.has(verb)) return undefined;
  for (const rest of stripped(verb)) {
    const participle = irregularVerbs.get(rest);
    if (participle !== undefined) return verb.slice(0, verb.length - rest.length) + participle;
  }
  return undefined;
}

/** One-syllable verbs that end in one vowel and one consonant double it, and so do those with a prefix before one. */
function doublesLastLetter(verb: string): boolean {
  if (doublingVerbs.has(verb) || isShortSyllable(verb)) return true;
  return stripped(verb).some((rest) => isShortSyllable(rest) && regularVerbs.has(rest));
}

function isShortSyllable(verb: string): boolean {
  return /^(?:[^aeiou]*|[^aeiou]*qu)[aeiouy][bdfgklmnprtvz]$/.test(verb) && verb.length > 2;
}

/** The word without each prefix that it begins with. */
function stripped(word: string): string[] {
  return verbPrefixes
    .filter((prefix) => word.startsWith(prefix) && word.length > prefix.length + 1)
    .map((prefix) => word.slice(prefix.length));
}

let participles: ReadonlyMap<string, string> | undefined;

/** Irregular participle → base; made when first needed. */
function irregularParticiples(): ReadonlyMap<string, string> {
  participles ??= new Map([...irregularVerbs].map(([base, participle]) => [participle, base]));
  return participles;
}
