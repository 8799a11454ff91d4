import { printPy, printPyString, pyValue } from '../../print/python.ts';
import { hasGuarantees, provenExamples, provenInputs } from '../typescript/plan-guarantee-tests.ts';
import { ownMigrations } from '../typescript/service-view.ts';
import { moduleIn, type PlanPythonFiles, templated } from './workshop.ts';

/** `tests/test_guarantees.py`: the promises of the service, attacked on a database of its own. */
export const planGuaranteeTests: PlanPythonFiles = (workshop, view) => {
  if (!hasGuarantees(workshop, view)) return [];
  const migrations = ownMigrations(view);
  return [
    templated(workshop, {
      path: `${view.folders.tests}/test_guarantees.py`,
      owner: 'eda',
      template: 'test_guarantees.py',
      inputs: [view.folders, ...provenInputs(workshop, view)],
      view: () => ({
        generated: moduleIn(view, 'generated'),
        migrations: migrations === undefined ? '' : printPyString(migrations),
        examples: printPy(pyValue(provenExamples(workshop, view)), 0, 'EXAMPLES: dict[str, Any] = '.length),
      }),
    }),
  ];
};
