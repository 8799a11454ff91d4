import type { Architecture, EventContract, Projection } from '../model/architecture.ts';
import { snakeCase } from '../model/names.ts';
import { type DataField, fieldsOf } from './data-fields.ts';
import { createDiagramIds } from './diagram-ids.ts';
import { countOf, type Drawing, limits } from './drawing.ts';
import { mermaidText } from './mermaid-text.ts';
import { typeText } from './type-text.ts';

/** An event's data as classes: one for the event, one for each object within. `?` marks what may be absent. */
export function drawData(event: EventContract, schemas: Architecture['schemas']): Drawing {
  const title = `Data of ${event.name} ${event.version}`;
  const ids = createDiagramIds();
  const keys = new Set(event.key.filter((path) => path.length === 1).map(([name]) => name));
  const classes: string[] = [];
  const arrows: string[] = [];
  let room = limits.fields;
  let left = 0;
  const add = (path: string, label: string, fields: readonly DataField[], isRoot: boolean): string => {
    const id = ids.idOf('data', path);
    const shown = fields.slice(0, Math.max(0, room));
    room -= shown.length;
    left += fields.length - shown.length;
    const lines = shown.map((field) => `    ${fieldLine(field, isRoot && keys.has(field.name))}`);
    classes.push(
      `  class ${id}["${mermaidText(label) || ' '}"]${lines.length === 0 ? '' : ` {\n${lines.join('\n')}\n  }`}`,
    );
    for (const field of shown) {
      if (field.fields.length === 0) continue;
      const inner = add(`${path} ${field.name} ${field.only ?? ''}`, field.name, field.fields, false);
      const many = field.of === 'value' ? (field.required ? '1' : '0..1') : '0..*';
      arrows.push(`  ${id} *-- "${many}" ${inner}`);
    }
    return id;
  };
  add('root', event.name, fieldsOf(event.data, schemas), true);
  const remarks = left === 0 ? [] : [`${countOf(left, 'further field')}: not drawn`];
  const lines = [
    'classDiagram',
    `  accTitle: ${mermaidText(title)}`,
    '  direction LR',
    ...classes,
    ...arrows,
  ];
  return { title, text: `${lines.join('\n')}\n`, remarks };
}

function fieldLine(field: DataField, isKey: boolean): string {
  const marks = `${field.required ? '' : '?'}${isKey ? ' key' : ''}${field.personal ? ' personal' : ''}`;
  // Parentheses would make it a method.
  const text = (part: string, longest: number): string =>
    mermaidText(part, longest).replace(/[()]/g, (mark) => `#${mark.charCodeAt(0)};`);
  return `${text(field.name, 60) || '-'}${marks} ${text(field.type, 60)}`;
}

/** Tables that projections fill, with their keys; types as the design says them. */
export function drawProjections(
  projections: readonly Projection[],
  { events, schemas }: Pick<Architecture, 'events' | 'schemas'>,
): Drawing {
  const ids = createDiagramIds();
  const title = projections.length === 1 ? `Projection ${projections[0]?.name ?? ''}` : 'Projections';
  const lines = ['erDiagram', `  accTitle: ${mermaidText(title)}`];
  for (const projection of projections) {
    const id = ids.idOf('table', projection.name);
    lines.push(`  ${id}["${mermaidText(snakeCase(projection.name))}"] {`);
    const first = events[projection.from[0] ?? ''];
    for (const path of projection.key) {
      const type =
        first === undefined ? 'any' : columnType(fieldAt(fieldsOf(first.data, schemas), path)?.type);
      lines.push(`    ${type} ${snakeCase(path.join('_'))} PK`);
    }
    for (const column of projection.columns) {
      const type =
        typeof column.type === 'string' ? column.type : columnType(typeText(column.type.schema, schemas));
      lines.push(`    ${type} ${snakeCase(column.name)}`);
    }
    lines.push('  }');
  }
  return { title, text: `${lines.join('\n')}\n`, remarks: [] };
}

/** Finds a field by its path; `*` is looked for as it stands. */
function fieldAt(fields: readonly DataField[], path: readonly string[]): DataField | undefined {
  const [head, ...rest] = path;
  const field = fields.find(({ name }) => name === head);
  return rest.length === 0 ? field : fieldAt(field?.fields ?? [], rest);
}

/** A type as one word. */
function columnType(type = 'any'): string {
  return type === 'string' ? 'text' : /^[a-z]+$/i.test(type) ? type : 'json';
}
