import type { YAMLException } from 'js-yaml';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

interface Explanation {
  readonly code?: string;
  readonly message: string;
  readonly help: string;
  /** Offset, where the cause stands elsewhere than the parser noticed it. */
  readonly offset?: number;
  readonly length?: number;
}

/** Turns the parser's complaint into what the writer did, why YAML minds, and what to write instead. */
export function explainSyntaxError(text: string, file: string, error: YAMLException): Diagnostic {
  const noticed = Math.min(error.mark?.position ?? 0, Math.max(0, text.length - 1));
  const reason = error.reason ?? error.message;
  const found = explain(text, noticed, reason);
  return {
    code: found.code ?? 'yaml-syntax',
    severity: 'error',
    message: found.message,
    help: found.help,
    at: { file, path: [], range: { offset: found.offset ?? noticed, length: found.length ?? 1 } },
  };
}

function explain(text: string, offset: number, reason: string): Explanation {
  const line = lineAt(text, offset);
  if (reason.includes('maxDepth')) {
    return {
      code: 'yaml-too-deep',
      message: 'nested more than 100 levels deep',
      help: 'move inner parts into `schemas` or files of their own',
    };
  }
  if (reason.startsWith('tab characters')) {
    const tab = line.text.indexOf('\t');
    return {
      code: 'yaml-tab',
      message: 'a tab stands in the indentation',
      help: 'YAML indents by spaces only: two a level',
      offset: tab === -1 ? offset : line.start + tab,
    };
  }
  if (reason.startsWith('the stream contains non-printable')) {
    return {
      code: 'yaml-binary',
      message: `a control character (U+${text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0')}) stands in the text`,
      help: 'remove it; was this file saved by something else than a text editor?',
    };
  }
  if (reason.startsWith('missed comma')) {
    const inner = text.slice(line.start, offset + 1);
    if (/:\s*[^\s'"{[,]*\{[^{}]*\}?$/.test(inner)) {
      return {
        code: 'placeholder',
        message: 'braces open a map in YAML',
        help: `quote the text: ${quotedPlaceholder(line.text, offset - line.start)}`,
      };
    }
    return {
      message: 'a comma is missing between two entries of { } or [ ]',
      help: 'separate entries by commas; quote a text that contains , { } [ ] or a colon and a space',
    };
  }
  if (reason === 'deficient indentation' && /[\]}]/.test(text[offset] ?? '')) {
    return {
      message: `${text[offset]} stands too far to the left`,
      help: 'indent it further than the key that its value belongs to',
    };
  }
  if (reason === 'deficient indentation' || reason.startsWith('unexpected end of the stream within a')) {
    const open = unclosedBefore(text, offset);
    const isQuote = open?.mark === '"' || open?.mark === "'";
    if (
      reason === 'deficient indentation' &&
      isQuote &&
      !isKeyLine(line.text) &&
      text.includes(open.mark, offset)
    ) {
      return {
        message: 'a line of a text in quotes stands too far to the left',
        help: 'indent it further than the key of the text; or write the text as a block: |, with its lines indented below',
      };
    }
    return {
      message:
        open === undefined
          ? 'this line stands too far to the left'
          : `${open.mark} is opened here and never closed`,
      help: open === undefined ? 'indent it below what it belongs to' : `close it with ${open.closing}`,
      ...(open === undefined ? {} : { offset: open.offset }),
    };
  }
  if (reason.startsWith('unknown escape') || reason.startsWith('expected hexadecimal')) {
    return {
      message: 'a backslash inside " " begins an escape, and this one does not exist',
      help: "write '\\\\' for a backslash, or use single quotes, which know no escapes",
    };
  }
  if (reason.startsWith('name of an a')) {
    const mark = text[offset - 1] ?? '*';
    return {
      message: `${mark} begins an anchor or alias in YAML`,
      help: `quote the text: '${valueOfLine(line.text)}'`,
      offset: offset - 1,
    };
  }
  return explainBadLine(text, line, offset);
}

function explainBadLine(text: string, line: Line, offset: number): Explanation {
  const column = offset - line.start;
  const value = valueOfLine(line.text);
  const first = value[0] ?? '';
  if ('%@`'.includes(first) && first !== '') {
    return {
      message: `a text cannot begin with ${first}`,
      help: `quote it: '${value}'`,
      offset: line.start + line.text.indexOf(value),
    };
  }
  const key = /^\s*(?:- )?([^\s:#][^:#]*):\s+(.*)$/.exec(line.text);
  if (key !== null && /:(\s|$)/.test(key[2] ?? '') && !/^['"{[|>]/.test(key[2] ?? '')) {
    return {
      message: `the value of ${key[1]} contains a colon, which begins another map`,
      help: `quote the text: ${key[1]}: '${(key[2] ?? '').replaceAll("'", "''")}'`,
      offset: line.start + line.text.indexOf(key[2] ?? '', line.text.indexOf(':')),
      length: (key[2] ?? '').length,
    };
  }
  if (/^'.*'[^']*'?/.test(value) && first === "'") {
    return {
      message: 'a text goes on behind its closing quote',
      help: `inside ' ' a quote is written twice, or use double quotes: "${value.replace(/^'|'$/g, '')}"`,
    };
  }
  const previous = previousLine(text, line.start);
  if (previous !== undefined) {
    const indent = indentOf(line.text);
    if (/^\s*-\s/.test(previous.text) && !/^\s*-/.test(line.text) && indent === indentOf(previous.text)) {
      return {
        message: 'a key stands among the items of a list',
        help: 'indent it to belong to the item above, or take the dashes away',
        offset: line.start + indent,
      };
    }
    if (
      indent > indentOf(previous.text) &&
      /^\s*[^\s:#]+:\s+\S/.test(previous.text) &&
      !/[|>{[]\s*$/.test(previous.text)
    ) {
      return {
        message: `this line is indented below ${keyOf(previous.text) ?? 'a line'}, which already has a value`,
        help: 'put both on the same column, or take the value of the line above away',
        offset: line.start + indent,
      };
    }
    if (!line.text.includes(':') && !/^\s*-/.test(line.text)) {
      return {
        message: `'${line.text.trim()}' is neither a key with a colon nor an item with a dash`,
        help: `write ${line.text.trim()}: … or - ${line.text.trim()}, or quote the text above if it goes on here`,
        offset: line.start + indent,
        length: line.text.trim().length,
      };
    }
    if (!/[:,{[|>]\s*$|^\s*-|:\s/.test(previous.text) && previous.text.trim() !== '') {
      return {
        message: `'${previous.text.trim()}' is neither a key with a colon nor an item with a dash`,
        help: `write ${previous.text.trim()}: …`,
        offset: previous.start + indentOf(previous.text),
        length: previous.text.trim().length,
      };
    }
    return {
      message: 'this line is indented to a column that no line above begins at',
      help: 'put it on the column of the keys that it belongs to; two spaces a level',
      offset: line.start + Math.min(column, indent),
    };
  }
  return { message: 'this cannot be read as YAML', help: 'check quotes, colons and indentation here' };
}

interface Line {
  readonly start: number;
  readonly text: string;
}

function lineAt(text: string, offset: number): Line {
  // A text that begins with an empty line is searched from its first character even at -1.
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', start);
  return { start, text: text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '') };
}

/** The nearest line above that is neither empty nor a comment. */
function previousLine(text: string, start: number): Line | undefined {
  let offset = start;
  while (offset > 0) {
    const line = lineAt(text, offset - 1);
    if (line.text.trim() !== '' && !line.text.trim().startsWith('#')) return line;
    offset = line.start;
  }
  return undefined;
}

/** Whether a line begins a key: then the quote above was never closed. */
function isKeyLine(line: string): boolean {
  return /^\s*(?:- )?[^\s:#][^:#]*:(?:\s|$)/.test(line);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function keyOf(line: string): string | undefined {
  return /^\s*(?:- )?([^\s:#][^:#]*):/.exec(line)?.[1];
}

function valueOfLine(line: string): string {
  return (/:\s+(.*)$/.exec(line)?.[1] ?? line).replace(/\s+#.*$/, '').trim();
}

function quotedPlaceholder(line: string, column: number): string {
  const start = line.lastIndexOf(': ', column) + 2;
  const rest = /^[^,\s]*/.exec(line.slice(start))?.[0] ?? '';
  const open = (rest.match(/\{/g) ?? []).length;
  const close = (rest.match(/\}/g) ?? []).length;
  return `'${rest.slice(0, rest.length - Math.max(0, close - open))}'`;
}

/** The innermost bracket or quote that is open at an offset; quotes and comments are passed over roughly. */
function unclosedBefore(
  text: string,
  offset: number,
): { mark: string; closing: string; offset: number } | undefined {
  const closings: { readonly [mark: string]: string } = { '{': '}', '[': ']', '"': '"', "'": "'" };
  const open: { mark: string; offset: number }[] = [];
  let quote: string | undefined;
  for (let index = 0; index < offset; index++) {
    const char = text[index] ?? '';
    const top = open[open.length - 1];
    if (quote !== undefined) {
      if (char === '\\' && quote === '"') index++;
      else if (char === quote) {
        quote = undefined;
        open.pop();
      }
    } else if ((char === '"' || char === "'") && /[\s:,[{-]/.test(text[index - 1] ?? ' ')) {
      quote = char;
      open.push({ mark: char, offset: index });
    } else if (char === '#' && /\s/.test(text[index - 1] ?? ' ')) {
      index = text.indexOf('\n', index);
      if (index === -1) break;
    } else if (
      (char === '{' || char === '[') &&
      (top !== undefined || /[\s:,-]/.test(text[index - 1] ?? ' '))
    ) {
      open.push({ mark: char, offset: index });
    } else if (top !== undefined && char === closings[top.mark]) open.pop();
  }
  const top = open[open.length - 1];
  return top === undefined ? undefined : { ...top, closing: closings[top.mark] ?? '' };
}
