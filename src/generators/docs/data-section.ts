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
  const rows: string[][] = [];
  for (const field of fieldsOf(event.data, schemas)) addRows(field, '', rows);
  if (rows.length === 0) return `Data: ${printMarkdown(typeText(event.data, schemas))}.`;
  return printTable(['Field', 'Type', 'Required', 'Meaning'], rows);
}

/** What stands between the path of a field and those of its fields. */
const steps = { value: '.', items: '[].', members: '.*.' } as const;

/** @param before the way to the field */
function addRows(field: DataField, before: string, rows: string[][]): void {
  const path = before + field.name;
  rows.push([
    printMarkdownCode(path),
    printMarkdown(field.type),
    field.required ? 'yes' : '',
    meaningOf(field),
  ]);
  for (const each of field.fields) addRows(each, path + steps[field.of], rows);
}

function meaningOf(field: DataField): string {
  const parts: string[] = [];
  if (field.personal) parts.push('**personal data**');
  if (field.deprecated) parts.push('**deprecated**');
  if (field.only !== undefined) parts.push(`only of ${printMarkdown(field.only)}`);
  if (field.repeats !== undefined) parts.push(`fields as of ${printMarkdown(field.repeats)} above`);
  if (field.description !== undefined) parts.push(printMarkdown(field.description));
  const constraints = describeConstraints(field.schema).filter((text) => text !== field.type);
  if (constraints.length > 0) parts.push(constraints.map(printConstraint).join(', '));
  return parts.filter((part) => part !== '').join('; ');
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
