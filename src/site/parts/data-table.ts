import { type DataField, fieldsOf } from '../../draw/data-fields.ts';
import { typeText } from '../../draw/type-text.ts';
import type { Architecture, DataPath } from '../../model/architecture.ts';
import type { Schema } from '../../model/schema.ts';
import { describeConstraints } from '../../print/constraints.ts';
import { type Html, type HtmlPart, html, joined, trusted } from '../html.ts';
import { badge, code, table } from './text.ts';
import type { Things } from './things.ts';

/** Data as a table, a row for each field; a sentence where it is no object. */
export function dataTable(
  label: string,
  data: Schema,
  schemas: Architecture['schemas'],
  keys: readonly DataPath[],
  things: Things,
): HtmlPart {
  const isKey = new Set(keys.map((path) => path.join('.')));
  const rows = fieldsOf(data, schemas).flatMap((field) => fieldRows(field, '', 0, isKey, things));
  if (rows.length === 0) return html`<p>The data is ${typeText(data, schemas)}.</p>`;
  return table(label, ['Field', 'Type', 'Required', 'What it means', 'Has to be'], rows);
}

/** Fields indented deeper than this look alike. */
const deepest = 6;

function fieldRows(
  field: DataField,
  above: string,
  depth: number,
  isKey: ReadonlySet<string>,
  things: Things,
): readonly (readonly HtmlPart[])[] {
  const path = above === '' ? field.name : `${above}.${field.name}`;
  const inner = { value: path, items: `${path}.*`, members: `${path}.*` }[field.of];
  const name = html`<code class="field is-deep-${Math.min(depth, deepest)}"${field.deprecated ? trusted(' data-deprecated') : undefined}><bdi>${field.name}</bdi></code>`;
  const marks = [
    ...(isKey.has(path) ? [badge('key', 'key')] : []),
    ...(field.personal ? [badge('personal data', 'personal')] : []),
    ...(field.deprecated ? [badge('deprecated', 'warning')] : []),
  ];
  return [
    [
      marks.length === 0 ? name : html`${name} ${joined(marks, ' ')}`,
      field.type,
      field.required ? 'yes' : '',
      meaningOf(field, things),
      joined(constraintsOf(field), ', '),
    ],
    ...field.fields.flatMap((each) => fieldRows(each, inner, depth + 1, isKey, things)),
  ];
}

function meaningOf({ description, only, repeats }: DataField, { line }: Things): HtmlPart {
  const parts: HtmlPart[] = [
    ...(only === undefined ? [] : [html`only of ${only}`]),
    ...(repeats === undefined ? [] : [html`fields as of ${repeats} above`]),
    ...(description === undefined ? [] : [line(description)]),
  ];
  return joined(parts, '; ');
}

/** A pattern is code: its marks mean something. */
function constraintsOf({ schema, type }: DataField): readonly (string | Html)[] {
  return describeConstraints(schema)
    .filter((text) => text !== type)
    .map((text) => {
      const pattern = /^pattern `([\s\S]*)`$/.exec(text)?.[1];
      return pattern === undefined ? text : html`pattern ${code(pattern)}`;
    });
}
