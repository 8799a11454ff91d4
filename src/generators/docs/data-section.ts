import { type DataField, fieldsOf } from '../../draw/data-fields.ts';
import { typeText } from '../../draw/type-text.ts';
import type { Architecture, DataPath, EventContract, PreviousVersion } from '../../model/architecture.ts';
import { describeConstraints } from '../../print/constraints.ts';
import { exampleData } from '../../print/example-data.ts';
import { printJson } from '../../print/json.ts';
import { printMarkdown, printMarkdownBlock, printMarkdownCode } from '../../print/markdown.ts';
import { printTable } from './markdown-table.ts';

/** An event's data as a table, a row for each field; a sentence where data is no object. */
export function printData(event: EventContract, schemas: Architecture['schemas']): string {
  const rows = fieldsOf(event.data, schemas).flatMap((field) => fieldRows(field, ''));
  if (rows.length === 0) return `Data: ${printMarkdown(typeText(event.data, schemas))}.`;
  return printTable(['Field', 'Type', 'Required', 'Meaning'], rows);
}

function fieldRows(field: DataField, before: string): string[][] {
  const path = before === '' ? field.name : `${before}.${field.name}`;
  const row = [
    printMarkdownCode(path),
    printMarkdown(field.type),
    field.required ? 'yes' : '',
    meaningOf(field),
  ];
  const inner = { value: '', items: '[]', members: '.*' }[field.of];
  return [row, ...field.fields.flatMap((each) => fieldRows(each, path + inner))];
}

function meaningOf(field: DataField): string {
  const constraints = describeConstraints(field.schema)
    .filter((text) => text !== field.type)
    .map(printConstraint)
    .join(', ');
  return [
    field.personal ? '**personal data**' : '',
    field.deprecated ? '**deprecated**' : '',
    field.only === undefined ? '' : `only of ${printMarkdown(field.only)}`,
    field.repeats === undefined ? '' : `fields as of ${printMarkdown(field.repeats)} above`,
    printMarkdown(field.description ?? ''),
    constraints,
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** A pattern is code: its marks mean something. */
function printConstraint(text: string): string {
  const pattern = /^pattern `([\s\S]*)`$/.exec(text)?.[1];
  return pattern === undefined ? printMarkdown(text) : `pattern ${printMarkdownCode(pattern)}`;
}

/** An example of an event's data: the design's first, else one that is made; nothing where none can be. */
export function printExample(event: EventContract, architecture: Architecture): string {
  const value = exampleData(architecture, event);
  return value === undefined ? '' : printMarkdownBlock(printJson(value), 'json');
}

/** Versions that may still be under way, newest first, with what makes the next newer one of each. */
export function printVersions(event: EventContract): string {
  if (event.previous.length === 0) return '';
  const newer = [...event.previous.slice(1).map(({ version }) => version), event.version];
  const rows = event.previous.map((previous, n) => [
    printMarkdownCode(previous.version),
    `to ${printMarkdownCode(newer[n] ?? event.version)}: ${upcastText(previous)}`,
  ]);
  return printTable(
    ['Version', 'How it is read'],
    [[printMarkdownCode(event.version), 'as it is'], ...rows.reverse()],
  );
}

function upcastText({ upcast }: PreviousVersion): string {
  if (upcast.by === 'code') return 'by code of each service that takes it';
  const edits = [
    ...upcast.drop.map((path) => `drop ${pathText(path)}`),
    ...upcast.rename.map(({ from, to }) => `${pathText(from)} becomes ${pathText(to)}`),
    ...upcast.set.map(
      ({ path, value }) => `${pathText(path)} is ${printMarkdownCode(JSON.stringify(value))}`,
    ),
  ];
  return edits.length === 0 ? 'nothing to do' : edits.join(', ');
}

/** A path into data as people write it. */
export function pathText(path: DataPath): string {
  return printMarkdownCode(path.join('.'));
}
