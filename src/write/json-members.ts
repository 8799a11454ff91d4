/** A member of a JSON object, by where it stands in the text: offsets in UTF-16 units. */
export interface Member {
  readonly name: string;
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

export interface Members {
  /** Of `{`. */
  readonly start: number;
  /** Behind `}`. */
  readonly end: number;
  readonly members: readonly Member[];
}

/** Finds the members of the object that begins at an offset (blanks before it). undefined: there is no object. */
export function readMembers(text: string, offset: number): Members | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const start = skipBlanks(text, offset);
  if (text[start] !== '{') return undefined;
  const members: Member[] = [];
  let at = skipBlanks(text, start + 1);
  while (text[at] !== '}') {
    const nameEnd = skipString(text, at);
    const valueStart = skipBlanks(text, skipBlanks(text, nameEnd) + 1);
    const valueEnd = skipValue(text, valueStart);
    members.push({ name: JSON.parse(text.slice(at, nameEnd)) as string, start: at, valueStart, valueEnd });
    at = skipBlanks(text, valueEnd);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return { start, end: at + 1, members };
}

export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that don't overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let edited = text;
  for (const { start, end, text: replacement } of [...edits].sort((a, b) => b.start - a.start)) {
    edited = edited.slice(0, start) + replacement + edited.slice(end);
  }
  return edited;
}

function skipBlanks(text: string, at: number): number {
  let end = at;
  while (/[ \t\r\n]/.test(text[end] ?? '')) end += 1;
  return end;
}

/** From a quote to behind the one that closes it. */
function skipString(text: string, at: number): number {
  let end = at + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** The text is JSON, so brackets outside of strings match. */
function skipValue(text: string, at: number): number {
  if (text[at] === '"') return skipString(text, at);
  let depth = 0;
  let end = at;
  do {
    const character = text[end] ?? '';
    if (character === '"') {
      end = skipString(text, end);
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    if (depth < 0 || (depth === 0 && character === ',')) return trimEnd(text, at, end);
    end += 1;
  } while (depth > 0 || !/[,}\]]/.test(text[end] ?? ','));
  return trimEnd(text, at, end);
}

function trimEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}
