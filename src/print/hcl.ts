/** HCL as Terraform reads it, from values: laid out as `terraform fmt` has it. */

/** A value of an attribute. Texts never are templates; `hclExpression` is for what Terraform has to evaluate. */
export type HclValue =
  | string
  | number
  | boolean
  | HclExpression
  | readonly HclValue[]
  | { readonly [key: string]: HclValue };

export interface HclExpression {
  readonly expression: string;
}

/** A block: `resource "kafka_topic" "topic" { … }`. */
export interface HclBlock {
  readonly block: string;
  readonly labels?: readonly string[];
  /** One line above it. */
  readonly comment?: string;
  readonly body: HclBody;
}

export interface HclBody {
  readonly attributes?: { readonly [name: string]: HclValue | undefined };
  readonly blocks?: readonly HclBlock[];
}

const indent = '  ';

/** An expression of Terraform's, written by us: texts of a design have no place in it. */
export function hclExpression(expression: string): HclExpression {
  return { expression };
}

/** Blocks of a file, with an empty line between; ends with one line feed. */
export function printHcl(blocks: readonly HclBlock[]): string {
  return blocks.map((block) => `${printBlock(block, '')}\n`).join('\n');
}

function printBlock({ block, labels = [], comment, body }: HclBlock, margin: string): string {
  const head = [block, ...labels.map(printText)].join(' ');
  const note = comment === undefined ? '' : `${margin}# ${comment.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}\n`;
  const inner = printBody(body, margin + indent);
  return inner === '' ? `${note}${margin}${head} {}` : `${note}${margin}${head} {\n${inner}\n${margin}}`;
}

function printBody({ attributes = {}, blocks = [] }: HclBody, margin: string): string {
  const entries = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const parts = [
    ...(entries.length === 0 ? [] : [printEntries(entries, margin)]),
    ...blocks.map((block) => printBlock(block, margin)),
  ];
  return parts.join('\n\n');
}

/** One a line, the equals signs of neighbours below each other: a value of several lines has no neighbours. */
function printEntries(entries: readonly (readonly [string, HclValue])[], margin: string): string {
  const lines: string[] = [];
  let neighbours: { readonly name: string; readonly text: string }[] = [];
  const printNeighbours = (): void => {
    const width = neighbours.reduce((most, { name }) => Math.max(most, name.length), 0);
    for (const { name, text } of neighbours) lines.push(`${margin}${name.padEnd(width)} = ${text}`);
    neighbours = [];
  };
  for (const [name, value] of entries) {
    const text = printValue(value, margin);
    if (text.includes('\n')) {
      printNeighbours();
      lines.push(`${margin}${name} = ${text}`);
    } else neighbours.push({ name, text });
  }
  printNeighbours();
  return lines.join('\n');
}

function printValue(value: HclValue, margin: string): string {
  if (typeof value === 'string') return printText(value);
  if (typeof value !== 'object') return String(value);
  if (isExpression(value)) return value.expression;
  if (isList(value)) {
    const items = value.map((item) => printValue(item, margin + indent));
    const line = `[${items.join(', ')}]`;
    if (line.length + margin.length < 100 && !line.includes('\n')) return line;
    return `[\n${items.map((item) => `${margin}${indent}${item},\n`).join('')}${margin}]`;
  }
  const entries = Object.entries(value).map(([key, each]) => [printKey(key), each] as const);
  if (entries.length === 0) return '{}';
  // At the top of a block every key has a line, as people write it.
  const isDeep = margin.length > indent.length;
  if (isDeep && entries.every(isPlain)) {
    const line = `{ ${entries.map(([key, each]) => `${key} = ${printValue(each, margin)}`).join(', ')} }`;
    if (!line.includes('\n') && line.length + margin.length < 110) return line;
  }
  return `{\n${printEntries(entries, margin + indent)}\n${margin}}`;
}

function isPlain([, value]: readonly [string, HclValue]): boolean {
  return typeof value !== 'object';
}

function isExpression(value: object): value is HclExpression {
  return 'expression' in value && typeof value.expression === 'string' && Object.keys(value).length === 1;
}

function isList(value: object): value is readonly HclValue[] {
  return Array.isArray(value);
}

function printKey(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : printText(key);
}

/** Printable ASCII without quotes, backslashes and what begins a template: most texts. */
const plainText = /^[ !#&-[\]-~]*$/;

/** A text in quotes, in which nothing is a template. */
function printText(text: string): string {
  if (plainText.test(text)) return `"${text}"`;
  const escaped = JSON.stringify(text)
    .replace(/\\[bf]/g, (sign) => (sign === '\\b' ? '\\u0008' : '\\u000c'))
    .replace(
      /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replace(/([$%])\{/g, '$1$1{');
  return escaped;
}
