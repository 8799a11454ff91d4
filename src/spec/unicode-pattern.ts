/*
 * A pattern is matched with the u flag, as JSON Schema recommends (2020-12, validation §6.3.3). Without it ECMAScript takes
 * more (Annex B.1.2): any character may be escaped, brackets and braces may stand alone. Patterns of that kind are common in
 * documents, and other tools take them.
 */

/** Why a pattern is no regular expression with these flags; undefined where it is one. */
export function patternError(pattern: string, flags: 'u' | ''): string | undefined {
  const key = `${flags}/${pattern}`;
  if (errors.has(key)) return errors.get(key);
  const error = compileError(pattern, flags);
  errors.set(key, error);
  return error;
}

const errors = new Map<string, string | undefined>();

function compileError(pattern: string, flags: string): string | undefined {
  try {
    new RegExp(pattern, flags);
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? (/: ([^:]*)$/.exec(cause.message)?.[1] ?? cause.message) : String(cause);
  }
}

/**
 * A pattern in words that the u flag takes, and that match the same: itself where it takes it already, `[a-z-]` for `[a-z\-]`
 * outside of brackets, `\{` for a brace that counts nothing. Undefined where there are no such words (octal escapes, a
 * lookahead that is repeated), or where it is no regular expression at all.
 */
export function toUnicodePattern(pattern: string): string | undefined {
  if (patternError(pattern, 'u') === undefined) return pattern;
  if (patternError(pattern, '') !== undefined) return undefined;
  const words = inUnicodeWords(pattern);
  return words === undefined || patternError(words, 'u') !== undefined ? undefined : words;
}

const syntax = /^[\^$\\.*+?()[\]{}|/]$/;
/** What both kinds read alike, behind a backslash: classes, controls, code units, properties. */
const sharedEscape = /^(?:[dDsSwWfnrtv]|0(?!\d)|c[A-Za-z]|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|[pPu]\{[^}]+\})/;
const setEscape = /^\\(?:[dDsSwW]|[pP]\{)/;

function inUnicodeWords(pattern: string): string | undefined {
  let words = '';
  let at = 0;
  let isInClass = false;
  /** Whether what was read last in the class stands for a set: no range can begin with it. */
  let wasSet = false;
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const [character = ''] = rest;
    if (character === '\\') {
      const read = escapeIn(rest.slice(1), isInClass);
      if (read === undefined) return undefined;
      wasSet = setEscape.test(rest);
      words += read.words;
      at += 1 + read.length;
      continue;
    }
    if (isInClass) {
      // Beside a set a dash is itself.
      const isItself = character === '-' && (wasSet || setEscape.test(rest.slice(1))) && rest[1] !== ']';
      words += isItself ? '\\-' : character;
      isInClass = character !== ']';
      wasSet = false;
    } else {
      const count = character === '{' ? /^\{\d+(?:,\d*)?\}/.exec(rest)?.[0] : undefined;
      words += count ?? (/[{}\]]/.test(character) ? `\\${character}` : character);
      at += (count?.length ?? 1) - 1;
      isInClass = character === '[';
    }
    at += character.length;
  }
  return words;
}

/** What stands behind a backslash. */
function escapeIn(
  rest: string,
  isInClass: boolean,
): { readonly words: string; readonly length: number } | undefined {
  const [shared] = sharedEscape.exec(rest) ?? [];
  if (shared !== undefined) return { words: `\\${shared}`, length: shared.length };
  const [character = ''] = rest;
  // References back and octal numbers, names of groups, controls: what they mean hangs on the rest.
  if (/^[\dkc]$/.test(character)) return undefined;
  const isKept = syntax.test(character) || (isInClass ? /^[b-]$/ : /^[bB]$/).test(character);
  return { words: isKept ? `\\${character}` : character, length: character.length };
}
