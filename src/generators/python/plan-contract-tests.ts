import { type Py, printPy, printPyImport, pyList, pyValue } from '../../print/python.ts';
import { validatedEvents } from '../typescript/validators.ts';
import { serviceTypes } from './data-types.ts';
import { eventType, moduleIn, type PlanPythonFiles, templated } from './workshop.ts';

/** `tests/test_contract.py`: the examples of the design against the service's code. */
export const planContractTests: PlanPythonFiles = (workshop, view) => [
  templated(workshop, {
    path: `${view.folders.tests}/test_contract.py`,
    owner: 'eda',
    template: 'test_contract.py',
    inputs: [
      view.folders,
      validatedEvents(view).map(({ name, examples }) => [name, examples, eventType(workshop, name)]),
    ],
    view: () => {
      const { constant } = serviceTypes(workshop, view);
      const examples = validatedEvents(view).flatMap(({ name, examples }): Py[] =>
        examples.map((example) => ({
          open: '(',
          close: ')',
          parts: [
            { head: '', value: `data_types.${constant(eventType(workshop, name))}` },
            { head: '', value: pyValue(example) },
          ],
        })),
      );
      const generated = moduleIn(view, 'generated');
      const some = examples.length > 0;
      return {
        imports: [
          printPyImport('typing', some ? ['Any'] : []),
          'import pytest\n',
          [
            printPyImport(generated, some ? ['data_types'] : []),
            printPyImport(`${generated}.definition`, ['ENVIRONMENTS', 'define_service']),
            printPyImport(`${generated}.runtime.data_type`, some ? ['DataType'] : []),
          ].join(''),
        ]
          .filter((group) => group !== '')
          .join('\n'),
        examples: some ? printPy(pyList(examples), 0, 47) : '',
      };
    },
  }),
];
