import { pathIn } from '../../model/service-folders.ts';
import { printPy, printPyString, pyValue } from '../../print/python.ts';
import { hasGuarantees, provenExamples, provenInputs } from '../typescript/plan-guarantee-tests.ts';
import type { ServiceView } from '../typescript/service-view.ts';
import { moduleIn, type PlanPythonFiles, templated } from './workshop.ts';

/** `tests/test_guarantees.py`: the promises of the service, attacked on a database of its own. */
export const planGuaranteeTests: PlanPythonFiles = (workshop, view) =>
  hasGuarantees(workshop, view)
    ? [
        templated(workshop, {
          path: `${view.folders.tests}/test_guarantees.py`,
          owner: 'eda',
          template: 'test_guarantees.py',
          inputs: [view.folders, ...provenInputs(workshop, view)],
          view: () => ({
            generated: moduleIn(view, 'generated'),
            migrations: ownMigrations(view),
            examples: printPy(
              pyValue(provenExamples(workshop, view)),
              0,
              'EXAMPLES: dict[str, Any] = '.length,
            ),
          }),
        }),
      ]
    : [];

/** The folder of migrations as an argument, where it isn't the usual one. */
function ownMigrations({ folder, folders }: ServiceView): string {
  const migrations = pathIn(folder, folders.migrations);
  return migrations === 'migrations' ? '' : printPyString(migrations);
}
