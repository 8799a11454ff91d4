import type { Column, ColumnType, Projection } from '../../model/architecture.ts';
import { snakeCase } from '../../model/names.ts';
import {
  printPy,
  printPyDoc,
  printPyImport,
  printPySignature,
  printPyString,
  pyApply,
  pyText,
} from '../../print/python.ts';
import { printPythonType } from '../../print/python-models.ts';
import { isPythonName } from '../../print/python-names.ts';
import { projectionNames } from '../typescript/plan-projections.ts';
import { keyColumnsOf } from '../typescript/projection-columns.ts';
import type { ServiceView } from '../typescript/service-view.ts';
import { schemaInputs } from '../typescript/workshop.ts';
import {
  eventType,
  type PlanPythonFiles,
  type PythonWorkshop,
  pythonNames,
  templated,
  typeName,
} from './workshop.ts';

/** `projections.py`: the columns of the service's projections, the changes that events make, and functions that read rows. */
export const planProjections: PlanPythonFiles = (workshop, view) => {
  if (view.projections.length === 0) return [];
  const schemas = view.projections.flatMap(({ projection }) =>
    projection.columns.flatMap(({ type }) => (typeof type === 'string' ? [] : [type.schema])),
  );
  return [
    templated(workshop, {
      path: `${view.folders.generated}/projections.py`,
      owner: 'eda',
      template: 'projections.py',
      inputs: [
        view.projections.map(({ projection, events }) => [
          projection,
          events.map(({ name }) => eventType(workshop, name)),
          keyColumnsOf(workshop.architecture, projection),
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
    return `${printColumns(`${name}Columns`, columns, about, false)}\n\n${name}Change: TypeAlias = Change[${name}Columns]\n`;
  });
  const method = pythonNames(projections.map(({ projection }) => projection.name));
  const readers = projections.map(({ projection }) =>
    printReaders(workshop, projection, nameOf(projection.name), method(projection.name), uses),
  );
  const events = [...new Set(projections.flatMap((one) => one.events.map(({ name }) => name)))];
  const sources = events.map(
    (event) => `${sourceType(workshop, event)}: TypeAlias = Event[models.${eventType(workshop, event)}]\n`,
  );
  return {
    imports: [
      [
        printPyImport('datetime', uses.has('datetime') ? ['datetime'] : []),
        printPyImport('typing', [
          'TypeAlias',
          'TypedDict',
          'cast',
          ...(uses.has('Literal') ? ['Literal'] : []),
        ]),
        printPyImport('uuid', uses.has('UUID') ? ['UUID'] : []),
      ].join(''),
      [
        printPyImport('.', ['models']),
        printPyImport('.runtime.contract', ['Change', 'Event']),
        printPyImport(
          '.runtime.data_type',
          [...uses].filter((name) => ['Json', 'Number'].includes(name)),
        ),
        printPyImport('.runtime.projection', ['ReadProjection']),
      ].join(''),
    ].join('\n'),
    text: `\n${tables.join('\n\n')}${sources.join('')}\n\n${readers.join('\n\n')}`.trimEnd(),
  };
}

/** A row as it is read, the function that reads one by its key, and the one that reads pages. */
function printReaders(
  { architecture }: PythonWorkshop,
  projection: Projection,
  type: string,
  method: string,
  uses: Set<string>,
): string {
  const keys = keyColumnsOf(architecture, projection);
  const columns = [
    ...keys.map(({ name, type: column }) => ({ name, type: rowTypes[column] })),
    ...projection.columns.map(({ name, type: column }) => {
      const text = rowTypes[typeof column === 'string' ? column : 'json'];
      const whole = column === 'integer' || column === 'bigint' || column === 'number' || text === 'Json';
      return { name: snakeCase(name), type: whole ? text : `${text} | None` };
    }),
  ];
  for (const word of columns.flatMap((column) => column.type.split(' | '))) uses.add(word);
  const parameter = pythonNames(keys.map(({ name }) => name));
  const names = keys.map(({ name }) => (parameter(name) === 'projection' ? 'projection_' : parameter(name)));
  const literal = printPyString(projection.name);
  const key = keys.map(({ type: column }, index) => `${names[index]}: ${rowTypes[column]}`);
  const after = `tuple[${keys.map(({ type: column }) => rowTypes[column]).join(', ')}] | None`;
  const get = printPy(pyApply('projection.get', [literal, ...names]), 4, 16);
  const list = printPy(pyApply('projection.list', [literal, 'limit=limit', 'after=after']), 4, 17);
  return [
    printColumns(
      `${type}Row`,
      columns,
      `A row of ${pyText(projection.name)}: its key, and its values.`,
      true,
    ),
    `${printPySignature(`async def get_${method}`, ['projection: ReadProjection', ...key], `${type}Row | None`, 0)}
    """The row of a key, or None."""
    row = await ${get}
    return cast(${printPyString(`${type}Row | None`)}, row)
`,
    `${printPySignature(
      `async def list_${method}`,
      ['projection: ReadProjection', '*', 'limit: int = 100', `after: ${after} = None`],
      `list[${type}Row]`,
      0,
    )}
    """Rows in order of the key, 1000 at most: the first ones, or those behind the key \`after\`."""
    rows = await ${list}
    return cast(${printPyString(`list[${type}Row]`)}, rows)
`,
  ].join('\n\n');
}

/** What reading a projection makes of a column. */
const rowTypes: { readonly [type in ColumnType]: string } = {
  integer: 'int',
  bigint: 'int',
  number: 'float',
  text: 'str',
  boolean: 'bool',
  timestamp: 'datetime',
  date: 'str',
  uuid: 'UUID',
  json: 'Json',
};

function printColumns(
  name: string,
  columns: readonly { name: string; type: string }[],
  about: string,
  total: boolean,
): string {
  if (columns.every((column) => isPythonName(column.name))) {
    const lines = columns.map((column) => `    ${column.name}: ${column.type}\n`);
    return `class ${name}(TypedDict${total ? '' : ', total=False'}):\n${printPyDoc([about], 4)}\n${lines.length > 0 ? '\n' : ''}${lines.join('')}`;
  }
  const lines = columns.map((column) => `        ${printPyString(column.name)}: ${column.type},\n`);
  const partial = total ? '' : '    total=False,\n';
  return `${name} = TypedDict(\n    "${name}",\n    {\n${lines.join('')}    },\n${partial})\n${printPyDoc([about], 0)}\n`;
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
