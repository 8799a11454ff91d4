import { printJson } from '../../print/json.ts';
import { printJsonSchema } from '../../print/json-schema.ts';
import { printPy, printPyImport, printPyString, pyApply } from '../../print/python.ts';
import { printPythonModels } from '../../print/python-models.ts';
import type { ServiceView } from '../typescript/service-view.ts';
import { schemaInputs } from '../typescript/workshop.ts';
import { checkedTypes, serviceTypes } from './data-types.ts';
import { type PlanPythonFiles, type PythonWorkshop, templated, typeName } from './workshop.ts';

/** `models.py`: the types of all data; `schemas.json`: what they have to fit; `data_types.py`: both together. */
export const planModels: PlanPythonFiles = (workshop, view) => {
  const types = serviceTypes(workshop, view);
  if (types.own.length + types.shared.length === 0) return [];
  const folder = view.folders.generated;
  const inputs = [
    types.own,
    ...schemaInputs(
      workshop,
      types.own.map(({ schema }) => schema),
    ),
    types.shared,
  ];
  return [
    templated(workshop, {
      path: `${folder}/models.py`,
      owner: 'eda',
      template: 'models.py',
      inputs,
      view: () => modelsView(workshop, view),
    }),
    {
      path: `${folder}/schemas.json`,
      owner: 'eda',
      inputs: [workshop.assets.version, ...inputs],
      content: () => printJson(schemasOf(workshop, view)),
    },
    templated(workshop, {
      path: `${folder}/data_types.py`,
      owner: 'eda',
      template: 'data_types.py',
      inputs: [checkedTypes(workshop, view, types)],
      view: () => ({
        types: checkedTypes(workshop, view, types).map((name) => {
          const head = `${types.constant(name)}: DataType[models.${name}] = `;
          const value = pyApply('DataType', [`models.${name}`, '_SCHEMAS', printPyString(name)]);
          return head + printPy(value, 0, head.length);
        }),
      }),
    }),
  ];
};

function modelsView(workshop: PythonWorkshop, view: ServiceView): object {
  const types = serviceTypes(workshop, view);
  const { text, uses } = printPythonModels([...types.shared, ...types.own], {
    typeName: (id) => typeName(workshop.book.context.typeName(id)),
    schemaOf: workshop.book.context.schemaOf,
  });
  const used = (...names: string[]) => names.filter((name) => uses.has(name));
  const groups = [
    printPyImport('typing', used('Literal', 'TypeAlias')),
    printPyImport('pydantic', used('ConfigDict', 'Field', 'RootModel')),
    printPyImport('.runtime.data_type', used('Json', 'Model', 'Number', 'is_none')),
  ].filter((group) => group !== '');
  return { imports: groups.join('\n'), text: text.trimEnd() };
}

function schemasOf(workshop: PythonWorkshop, view: ServiceView): object {
  const types = serviceTypes(workshop, view);
  const context = {
    refTo: (id: string) => `#/$defs/${typeName(workshop.book.context.typeName(id))}`,
  };
  return {
    $defs: Object.fromEntries(
      [...types.shared, ...types.own].map(({ name, schema }) => [name, printJsonSchema(schema, context)]),
    ),
  };
}
