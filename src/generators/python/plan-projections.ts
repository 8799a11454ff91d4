import type { Column, ColumnType } from '../../model/architecture.ts';
import { snakeCase } from '../../model/names.ts';
import { printPyDoc, printPyImport, printPyString, pyText } from '../../print/python.ts';
import { printPythonType } from '../../print/python-models.ts';
import { isPythonName } from '../../print/python-names.ts';
import { projectionNames } from '../typescript/plan-projections.ts';
import type { ServiceView } from '../typescript/service-view.ts';
import { schemaInputs } from '../typescript/workshop.ts';
import { eventType, type PlanPythonFiles, type PythonWorkshop, templated, typeName } from './workshop.ts';

/** `projections.py`: the columns of the service's projections, and the changes that events make. */
export const planProjections: PlanPythonFiles = (workshop, view) => {
  if (view.projections.length === 0) return [];
  const schemas = view.projections.flatMap(({ projection }) =>
    projection.columns.flatMap(({ type }) => (typeof type === 'string' ? [] : [type.schema])),
  );
  return [
    templated(workshop, {
      path: `${view.folder}/app/generated/projections.py`,
      owner: 'eda',
      template: 'projections.py',
      inputs: [
        view.projections.map(({ projection, sources }) => [
          projection,
          sources.map(({ event }) => eventType(workshop, event.name)),
        ]),
        ...schemaInputs(workshop, schemas),
      ],
      view: () => projectionsView(workshop, view),
    }),
  ];
};

/** Name of the alias of an event that feeds projections. */
export function sourceType(workshop: PythonWorkshop, event: string): string {
  return `${eventType(workshop, event)}Source`;
}

function projectionsView(workshop: PythonWorkshop, { projections }: ServiceView): object {
  const nameOf = projectionNames(projections);
  const uses = new Set<string>();
  const tables = projections.map(({ projection }) => {
    const name = nameOf(projection.name);
    const columns = projection.columns.map((column) => ({
      name: snakeCase(column.name),
      type: columnText(workshop, column, uses),
    }));
    const about =
      pyText(projection.description ?? '') || `The values of a row of ${pyText(projection.name)}.`;
    return `${printColumns(name, columns, about)}\n\n${name}Change: TypeAlias = Change[${name}Columns]\n`;
  });
  const events = [...new Set(projections.flatMap(({ sources }) => sources.map(({ event }) => event.name)))];
  const sources = events.map(
    (event) => `${sourceType(workshop, event)}: TypeAlias = Event[models.${eventType(workshop, event)}]\n`,
  );
  return {
    imports: [
      printPyImport('typing', ['TypeAlias', 'TypedDict', ...(uses.has('Literal') ? ['Literal'] : [])]),
      [
        printPyImport('.', ['models']),
        printPyImport('.runtime.contract', ['Change', 'Event']),
        printPyImport(
          '.runtime.data_type',
          [...uses].filter((name) => ['Json', 'Number'].includes(name)),
        ),
      ].join(''),
    ].join('\n'),
    text: `\n${tables.join('\n\n')}${sources.join('')}`.trimEnd(),
  };
}

function printColumns(
  name: string,
  columns: readonly { name: string; type: string }[],
  about: string,
): string {
  if (columns.every((column) => isPythonName(column.name))) {
    const lines = columns.map((column) => `    ${column.name}: ${column.type}\n`);
    return `class ${name}Columns(TypedDict, total=False):\n${printPyDoc([about], 4)}\n${lines.length > 0 ? '\n' : ''}${lines.join('')}`;
  }
  const lines = columns.map((column) => `        ${printPyString(column.name)}: ${column.type},\n`);
  return `${name}Columns = TypedDict(\n    "${name}Columns",\n    {\n${lines.join('')}    },\n    total=False,\n)\n${printPyDoc([about], 0)}\n`;
}

/** Numbers begin at 0; everything else is null until an event sets it. */
function columnText({ book }: PythonWorkshop, { type }: Column, uses: Set<string>): string {
  if (type === 'integer' || type === 'bigint') return 'int';
  if (typeof type === 'string') {
    const text = columnTypes[type];
    if (text === 'Json' || text === 'Number') uses.add(text);
    return text === 'Json' || text === 'Number' ? text : `${text} | None`;
  }
  const printed = printPythonType(type.schema, {
    typeName: (id) => `models.${typeName(book.context.typeName(id))}`,
    schemaOf: book.context.schemaOf,
  });
  for (const name of printed.uses) uses.add(name);
  return printed.text === 'Json' ? 'Json' : `${printed.text} | None`;
}

const columnTypes: { readonly [type in ColumnType]: string } = {
  integer: 'int',
  bigint: 'int',
  number: 'Number',
  text: 'str',
  boolean: 'bool',
  timestamp: 'str',
  date: 'str',
  uuid: 'str',
  json: 'Json',
};
