/**
 * A text that a regular expression matches, for the patterns that schemas have in practice: literals, classes,
 * groups, alternatives and counts. What it can't read (look-around, back references, properties of characters other
 * than the common ones) makes it give up. Callers check the result against the pattern.
 * @param minLength repeated parts are repeated until the text is as long, if they may
 */
export function textForPattern(pattern: string, minLength = 0): string | undefined {
  const reader: Reader = { text: [...pattern], at: 0, repeat: 0 };
  for (let repeat = 0; repeat <= Math.min(minLength, 256); repeat++) {
    reader.at = 0;
    reader.repeat = repeat;
    const made = readAlternatives(reader);
    if (made === undefined || reader.at < reader.text.length) return undefined;
    if ([...made].length >= minLength || repeat === minLength) return made;
  }
  return undefined;
}

interface Reader {
  readonly text: readonly string[];
  at: number;
  /** How often open-ended parts are repeated beyond their least. */
  repeat: number;
}

function readAlternatives(reader: Reader): string | undefined {
  let first: string | undefined;
  for (let count = 0; ; count++) {
    const made = readSequence(reader);
    if (made === undefined) return undefined;
    if (count === 0) first = made;
    if (reader.text[reader.at] !== '|') return first;
    reader.at++;
  }
}

function readSequence(reader: Reader): string | undefined {
  let made = '';
  for (;;) {
    const next = reader.text[reader.at];
    if (next === undefined || next === '|' || next === ')') return made;
    const atom = readAtom(reader);
    if (atom === undefined) return undefined;
    made += atom.repeat(readCount(reader));
  }
}

function readAtom(reader: Reader): string | undefined {
  const next = reader.text[reader.at++];
  switch (next) {
    case '^':
    case '$':
      return '';
    case '.':
      return 'a';
    case '(':
      return readGroup(reader);
    case '[':
      return readClass(reader);
    case '\\':
      return readEscape(reader);
    default:
      return next;
  }
}

function readGroup(reader: Reader): string | undefined {
  if (reader.text[reader.at] === '?') {
    const head = reader.text.slice(reader.at, reader.at + 40).join('');
    const opening = /^\?(?::|<[A-Za-z_$][\w$]*>)/.exec(head)?.[0];
    if (opening === undefined) return undefined;
    reader.at += opening.length;
  }
  const made = readAlternatives(reader);
  if (reader.text[reader.at] !== ')') return undefined;
  reader.at++;
  return made;
}

const escapes: { readonly [letter: string]: string } = {
  d: '1',
  D: 'a',
  w: 'a',
  W: '-',
  s: ' ',
  S: 'a',
  b: '',
  n: '\n',
  r: '\r',
  t: '\t',
};

const properties: { readonly [name: string]: string } = {
  L: 'a',
  Letter: 'a',
  Ll: 'a',
  Lu: 'A',
  N: '1',
  Nd: '1',
  P: '-',
};

function readEscape(reader: Reader): string | undefined {
  const letter = reader.text[reader.at++];
  if (letter === undefined || /[1-9kcxuP0BfvB]/.test(letter)) return undefined;
  if (letter !== 'p') return Object.hasOwn(escapes, letter) ? escapes[letter] : letter;
  const name = /^\{(\w+)\}/.exec(reader.text.slice(reader.at, reader.at + 20).join(''))?.[1] ?? '';
  reader.at += name.length + 2;
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** The first character that a class has; of negated ones, the first usual character that it does not name. */
function readClass(reader: Reader): string | undefined {
  const isNegated = reader.text[reader.at] === '^';
  if (isNegated) reader.at++;
  const start = reader.at;
  let first: string | undefined;
  for (let next = reader.text[reader.at]; next !== ']'; next = reader.text[reader.at]) {
    if (next === undefined) return undefined;
    const made = readAtomOfClass(reader);
    if (made === undefined) return undefined;
    first ??= made;
  }
  const body = reader.text.slice(start, reader.at).join('');
  reader.at++;
  if (!isNegated) return first;
  const outside = new RegExp(`[^${body}]`, 'u');
  return ['a', '1', '-', ' ', 'A', '_'].find((character) => outside.test(character));
}

function readAtomOfClass(reader: Reader): string | undefined {
  const next = reader.text[reader.at++];
  return next === '\\' ? readEscape(reader) : next;
}

/** `?`, `*`, `+`, `{2}`, `{2,}`, `{2,5}`: the least, then more as the reader's `repeat` says. */
function readCount(reader: Reader): number {
  const rest = reader.text.slice(reader.at, reader.at + 24).join('');
  const match = /^(?:([?*+])|\{(\d+)(,?)(\d*)\})\??/.exec(rest);
  if (match === null) return 1;
  reader.at += match[0].length;
  const [, sign, low, comma, high] = match;
  const least = sign === undefined ? Number(low) : sign === '+' ? 1 : 0;
  const most = sign === '?' ? 1 : comma === '' ? least : high ? Number(high) : Number.POSITIVE_INFINITY;
  return Math.min(least + reader.repeat, most, 1000);
}
