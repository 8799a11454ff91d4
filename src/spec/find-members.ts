/** The lines of a member of a text's section: `events.<name>`, with all that is indented below it. */
export interface MemberLines {
  /** Where its first line begins, which holds its key. */
  readonly start: number;
  readonly end: number;
}

/** A plain key, or one in quotes without escapes, with the space or the end of the line behind its colon. */
const keyLine = /^(?:"([^"\\]*)"|'([^']*)'|([A-Za-z0-9_$/.][^\s:#]*)) *:(?= |$)/;

/** Tabs and carriage returns have rules of their own. */
const unusual = /[\t\r]/;

/**
 * Finds the members of all sections of a text in block style, line by line and without parsing: whoever looks for one place
 * parses that member alone. Each name leads to its first lines, as where a key stands twice the first is meant.
 * @returns nothing for sections that are written in another way
 */
export function findMembers(text: string): ReadonlyMap<string, ReadonlyMap<string, MemberLines>> {
  const sections = new Map<string, ReadonlyMap<string, MemberLines>>();
  if (unusual.test(text)) return sections;
  /** The members of the section that is looked through; undefined: it has none, or they are written in another way. */
  let members: Map<string, MemberLines> | undefined;
  let section = '';
  let column = 0;
  let name: string | undefined;
  let begin = 0;
  const endMember = (end: number): void => {
    if (members !== undefined && name !== undefined && !members.has(name))
      members.set(name, { start: begin, end });
    name = undefined;
  };
  const endSection = (end: number): void => {
    endMember(end);
    if (members !== undefined && !sections.has(section)) sections.set(section, members);
    members = undefined;
  };
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    let at = start;
    while (at < end && text.charCodeAt(at) === 0x20) at++;
    if (at === end || text.charCodeAt(at) === 0x23) continue;
    const indent = at - start;
    if (indent === 0) {
      endSection(start);
      if (start === 0 && text.slice(start, end).trimEnd() === '---') continue;
      const found = keyLine.exec(text.slice(start, end));
      // A text that is no map from here on, or ends here: nothing of it is known for sure.
      if (found === null) return new Map();
      section = found[1] ?? found[2] ?? found[3] ?? '';
      const rest = text.slice(start + found[0].length, end).trimStart();
      if (rest !== '' && !rest.startsWith('#')) continue;
      members = new Map();
      column = 0;
      continue;
    }
    if (members === undefined) continue;
    if (column === 0) column = indent;
    if (indent > column) continue;
    endMember(start);
    const found = indent === column ? keyLine.exec(text.slice(at, end)) : null;
    if (found === null) {
      members = undefined;
      continue;
    }
    name = found[1] ?? found[2] ?? found[3] ?? '';
    begin = start;
  }
  endSection(text.length);
  return sections;
}
