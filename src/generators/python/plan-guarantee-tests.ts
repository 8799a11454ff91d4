import { printPy, pyValue } from '../../print/python.ts';
import { hasGuarantees, provenExamples, provenInputs } from '../typescript/plan-guarantee-tests.ts';
import { type PlanPythonFiles, templated } from './workshop.ts';

/** `tests/test_guarantees.py`: the promises of the service, attacked on a database of its own. */
export const planGuaranteeTests: PlanPythonFiles = (workshop, view) =>
  hasGuarantees(workshop, view)
    ? [
        templated(workshop, {
          path: `${view.folder}/tests/test_guarantees.py`,
          owner: 'eda',
          template: 'test_guarantees.py',
          inputs: provenInputs(workshop, view),
          view: () => ({
            examples: printPy(
              pyValue(provenExamples(workshop, view)),
              0,
              'EXAMPLES: dict[str, Any] = '.length,
            ),
          }),
        }),
      ]
    : [];
