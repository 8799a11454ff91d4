/** A set of code points: ranges in order, both ends included. */
export type CodePoints = readonly (readonly [number, number])[];

/** A regular expression as far as it can be compared: no look-around, no references, anchors at its ends alone. */
export type Pattern =
  | { readonly kind: 'one'; readonly of: CodePoints }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'alternatives'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly min: number; readonly max: number };

const last = 0x10ffff;
const anyCodePoint: CodePoints = [[0, last]];
/** Any text at all. */
const anything: Pattern = {
  kind: 'repeat',
  part: { kind: 'one', of: anyCodePoint },
  min: 0,
  max: Number.POSITIVE_INFINITY,
};

const digits: CodePoints = [[48, 57]];
const wordCharacters: CodePoints = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
/** ECMAScript's WhiteSpace and LineTerminator. */
const spaces: CodePoints = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
const lineEnds: CodePoints = [
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
];
const escapes: ReadonlyMap<string, number> = new Map([
  ['t', 9],
  ['n', 10],
  ['v', 11],
  ['f', 12],
  ['r', 13],
  ['0', 0],
]);
const classes: ReadonlyMap<string, CodePoints> = new Map([
  ['d', digits],
  ['D', complement(digits)],
  ['w', wordCharacters],
  ['W', complement(wordCharacters)],
  ['s', spaces],
  ['S', complement(spaces)],
]);

interface Reader {
  readonly text: readonly string[];
  at: number;
}

/**
 * Reads a pattern (ECMAScript, flag `u`) as the language of all texts in which it is found. Undefined: it has parts
 * that make it more than a regular language, or that are not read here (`\p{…}`, `\b`).
 */
export function readPattern(pattern: string): Pattern | undefined {
  const reader: Reader = { text: [...pattern], at: 0 };
  const parts: Pattern[] = [];
  do {
    const isAnchored = take(reader, '^');
    const body = readSequence(reader);
    if (body === undefined) return undefined;
    const isClosed = take(reader, '$');
    const sequence = [...(isAnchored ? [] : [anything]), body, ...(isClosed ? [] : [anything])];
    parts.push({ kind: 'sequence', parts: sequence });
  } while (take(reader, '|'));
  return reader.at === reader.text.length ? { kind: 'alternatives', parts } : undefined;
}

function take(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at++;
  return true;
}

function readSequence(reader: Reader): Pattern | undefined {
  const parts: Pattern[] = [];
  for (;;) {
    const next = reader.text[reader.at];
    if (next === undefined || next === '|' || next === ')' || next === '$')
      return { kind: 'sequence', parts };
    const atom = readAtom(reader);
    const counted = atom === undefined ? undefined : readCount(reader, atom);
    if (counted === undefined) return undefined;
    parts.push(counted);
  }
}

function readAtom(reader: Reader): Pattern | undefined {
  const next = reader.text[reader.at++];
  switch (next) {
    case '^':
      return undefined;
    case '.':
      return { kind: 'one', of: complement(lineEnds) };
    case '(':
      return readGroup(reader);
    case '[':
      return readClass(reader);
    case '\\': {
      const of = readEscape(reader);
      return of === undefined ? undefined : { kind: 'one', of };
    }
    default:
      return { kind: 'one', of: single(next?.codePointAt(0) ?? 0) };
  }
}

function readGroup(reader: Reader): Pattern | undefined {
  if (take(reader, '?')) {
    const opening = /^(?::|<[A-Za-z_$][\w$]*>)/.exec(
      reader.text.slice(reader.at, reader.at + 40).join(''),
    )?.[0];
    if (opening === undefined) return undefined;
    reader.at += opening.length;
  }
  const parts: Pattern[] = [];
  do {
    const sequence = readSequence(reader);
    if (sequence === undefined) return undefined;
    parts.push(sequence);
  } while (take(reader, '|'));
  return take(reader, ')') ? { kind: 'alternatives', parts } : undefined;
}

function readClass(reader: Reader): Pattern | undefined {
  const isNegated = take(reader, '^');
  const ranges: (readonly [number, number])[] = [];
  while (!take(reader, ']')) {
    const from = readMember(reader);
    if (from === undefined) return undefined;
    const isRange = reader.text[reader.at] === '-' && reader.text[reader.at + 1] !== ']';
    if (!isRange) {
      ranges.push(...from);
      continue;
    }
    reader.at++;
    const to = readMember(reader);
    const [low, high] = [from[0]?.[0], to?.[0]?.[0]];
    if (to === undefined || low === undefined || high === undefined) return undefined;
    ranges.push([low, high]);
  }
  const of = tidy(ranges);
  return { kind: 'one', of: isNegated ? complement(of) : of };
}

function readMember(reader: Reader): CodePoints | undefined {
  const next = reader.text[reader.at++];
  if (next === undefined) return undefined;
  if (next !== '\\') return single(next.codePointAt(0) ?? 0);
  if (take(reader, '-')) return single(45);
  return readEscape(reader);
}

function readEscape(reader: Reader): CodePoints | undefined {
  const letter = reader.text[reader.at++] ?? '';
  const known = classes.get(letter);
  if (known !== undefined) return known;
  const control = escapes.get(letter);
  if (control !== undefined) return single(control);
  if (letter === 'u' || letter === 'x') {
    const rest = reader.text.slice(reader.at, reader.at + 10).join('');
    const match = (letter === 'x' ? /^([\da-f]{2})/i : /^(?:\{([\da-f]+)\}|([\da-f]{4}))/i).exec(rest);
    if (match === null) return undefined;
    reader.at += match[0].length;
    return single(Number.parseInt(match[1] ?? match[2] ?? '', 16));
  }
  return /[A-Za-z0-9]/.test(letter) || letter === '' ? undefined : single(letter.codePointAt(0) ?? 0);
}

function readCount(reader: Reader, part: Pattern): Pattern | undefined {
  const rest = reader.text.slice(reader.at, reader.at + 24).join('');
  const match = /^(?:([?*+])|\{(\d+)(,?)(\d*)\})\??/.exec(rest);
  if (match === null) return part;
  reader.at += match[0].length;
  const [, sign, low, comma, high] = match;
  if (sign !== undefined) {
    return {
      kind: 'repeat',
      part,
      min: sign === '+' ? 1 : 0,
      max: sign === '?' ? 1 : Number.POSITIVE_INFINITY,
    };
  }
  const min = Number(low);
  return {
    kind: 'repeat',
    part,
    min,
    max: comma === '' ? min : high === '' ? Number.POSITIVE_INFINITY : Number(high),
  };
}

function single(codePoint: number): CodePoints {
  return [[codePoint, codePoint]];
}

function tidy(ranges: CodePoints): CodePoints {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const before = merged.at(-1);
    if (before !== undefined && from <= before[1] + 1) before[1] = Math.max(before[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function complement(ranges: CodePoints): CodePoints {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) gaps.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= last) gaps.push([next, last]);
  return gaps;
}
