/** Where a scalar stands: on lines of its own, or inside `{ }` and `[ ]`, where commas and brackets mean something. */
export type ScalarContext = 'block' | 'flow';

/** A text, number, boolean or null as YAML on one line; readers of YAML 1.1 and 1.2 take it for the same value. */
export function printScalar(value: unknown, context: ScalarContext = 'block'): string {
  if (typeof value === 'string') return printText(value, context);
  if (typeof value === 'number') return printNumber(value);
  return value === null || value === undefined ? 'null' : String(value);
}

/** A text on one line: plain where no reader could take it for something else, else in quotes. */
export function printText(text: string, context: ScalarContext = 'block'): string {
  if (isPlain(text, context)) return text;
  const isPrintable = !unprintable.test(text) && !text.includes('\n');
  if (!isPrintable || (text.includes("'") && !text.includes('"'))) return doubleQuoted(text);
  return `'${text.replaceAll("'", "''")}'`;
}

/** Whether a text of several lines can stand as it is, below `|`: readers would cut off or refuse anything else. */
export function isBlockText(text: string): boolean {
  if (!text.includes('\n') || unprintable.test(text)) return false;
  return !/[ \t](\n|$)|^[ \t\n]|\n\n$/.test(text);
}

/** Most texts are words, names and paths: told with one look. */
const obviouslyPlain = /^(?![eE][-+0-9]+$)[A-Za-z$_/][A-Za-z0-9$_/.@-]*[A-Za-z0-9$_/]$/;

function isPlain(text: string, context: ScalarContext): boolean {
  if (obviouslyPlain.test(text)) return text.length > 6 || !words.has(text.toLowerCase());
  if (text === '' || unsafeAnywhere.test(text) || unprintable.test(text)) return false;
  if (context === 'flow' && /[,[\]{}]/.test(text)) return false;
  return !looksLikeNumber.test(text) && !looksLikeTime.test(text) && !words.has(text.toLowerCase());
}

/** Indicators at the start (YAML 1.2 §5.3), `: ` and ` #` anywhere, blanks at the ends, marks of documents. */
const unsafeAnywhere =
  /^[\s,[\]{}#&*!|>'"%@`=]|^[?:-]($|[\s,[\]{}])|^(---|\.\.\.)|:(\s|$)|\s#|[\s-]$|[\n\t]|^<<$/;

/** What readers take for null and booleans, in any case. */
const words = new Set(['null', '~', 'true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n', '.inf', '.nan']);

/** Numbers of YAML 1.1 and 1.2: `1_000`, `0x1F`, `0o17`, `0b1`, `1.5e3`, `12:30:45`, `-.inf`. */
const looksLikeNumber =
  /^[-+]?(([0-9][0-9_]*)?(\.[0-9_]*)?([eE][-+]?[0-9]+)?|0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|[0-9][0-9_]*(:[0-9]+)+(\.[0-9_]*)?|\.(inf|Inf|INF))$/;

/** Timestamps of YAML 1.1. */
const looksLikeTime = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}($|[Tt\s])/;

/** What must not stand in a YAML stream, or what editors take for the end of a line or hide. */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** JSON's escapes are YAML's; what JSON leaves as it is and we don't is escaped as well. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function printNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
}
