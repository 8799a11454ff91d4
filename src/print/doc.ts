import type { Annotations, Schema } from '../model/schema.ts';
import { commentText, printComment } from './comment.ts';
import { describeConstraints } from './constraints.ts';
import { printLiteral } from './literal.ts';

/**
 * The doc comment of a type or property: its description, what it demands beyond its type, its default, and whether
 * it is deprecated. Absent where there is nothing to say.
 * @returns a function from the indent to the comment's text.
 */
export function docOf(schema: Schema): ((indent: number) => string) | undefined {
  const note = noteOf(schema);
  const found = factsOf(schema, note);
  if (found.length === 0 && note === noNote) return undefined;
  const text = commentText(note.description ?? note.title ?? '');
  const facts = found.map(commentText).join(' ');
  const tags = [
    ...(note.default === undefined ? [] : [`@default ${commentText(printLiteral(note.default, oneLine))}`]),
    ...(note.deprecated === true ? ['@deprecated'] : []),
  ];
  const isShort = !text.includes('\n') && text.length + facts.length <= 90;
  const prose = isShort
    ? [[sentence(text), facts].filter(Boolean).join(' ')]
    : [text, ...(facts ? ['', facts] : [])];
  const blocks = [...prose, ...(prose.some(Boolean) && tags.length > 0 ? [''] : []), ...tags];
  if (!blocks.some(Boolean)) return undefined;
  return (indent) => printComment(blocks, indent);
}

const noNote: Annotations = {};

const oneLine = { indent: 0, column: Number.NEGATIVE_INFINITY, tail: 0 };

/** Facts are sentences: `1 to 200 characters.` */
function factsOf(schema: Schema, note: Annotations): string[] {
  const facts: string[] = [];
  const constraints = describeConstraints(schema).join(', ');
  if (constraints !== '') facts.push(`${constraints.slice(0, 1).toUpperCase()}${constraints.slice(1)}.`);
  if (note.personalData === true) facts.push('Personal data.');
  if (note.readOnly === true) facts.push('Read-only.');
  if (note.writeOnly === true) facts.push('Write-only.');
  return facts;
}

function sentence(text: string): string {
  return text === '' || /[.!?:;…)]$/.test(text) ? text : `${text}.`;
}

/** Notes of a merged schema may stand on any of its parts; those of the whole come first. */
function noteOf(schema: Schema): Annotations {
  if (schema.kind !== 'intersection' || !schema.merged) return schema.note ?? noNote;
  return Object.assign({}, ...schema.of.map((part) => part.note ?? {}), schema.note ?? {});
}
