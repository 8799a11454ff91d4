import { sagasOf } from '../../model/saga-parts.ts';
import { languageOf } from '../../model/service-folders.ts';
import { defineGenerator } from '../generator.ts';
import { openSagaBook } from '../saga-versions.ts';
import { brokenVersions } from '../typescript/broken-versions.ts';
import { viewService } from '../typescript/service-view.ts';
import { createTypeBook } from '../typescript/type-book.ts';
import { planAggregates } from './plan-aggregates.ts';
import { planContractTests } from './plan-contract-tests.ts';
import { planDefinition } from './plan-definition.ts';
import { planGuaranteeTests } from './plan-guarantee-tests.ts';
import { planModels } from './plan-models.ts';
import { planOperations } from './plan-operations.ts';
import { planProject, planRoot, planRuntime } from './plan-project.ts';
import { planProjections } from './plan-projections.ts';
import { planPublishers } from './plan-publishers.ts';
import { planSagaStubs } from './plan-saga-stubs.ts';
import { planSagas } from './plan-sagas.ts';
import { planStubs } from './plan-stubs.ts';
import { planTestKit } from './plan-test-kit.ts';
import { planUpcasters } from './plan-upcasters.ts';
import { planWiring } from './plan-wiring.ts';
import type { PlanPythonFiles, PythonWorkshop } from './workshop.ts';

const files: readonly PlanPythonFiles[] = [
  planModels,
  planPublishers,
  planOperations,
  planProjections,
  planAggregates,
  planSagas,
  planUpcasters,
  planDefinition,
  planWiring,
  planRuntime,
  planStubs,
  planSagaStubs,
  planProject,
  planContractTests,
  planGuaranteeTests,
  planTestKit,
];

/** Services in Python: models, wiring and runtime of each, and stubs for its business code. */
export const pythonGenerator = defineGenerator({
  id: 'python',
  title: 'services in Python: models, wiring, runtime, and stubs to fill in',
  plan({ architecture, assets, record, services: wanted }) {
    const names = Object.keys(architecture.environments);
    const environments = names.length > 0 ? names : ['local'];
    const own = Object.values(architecture.services).filter(
      ({ external, name }) => !external && wanted?.has(name) !== false,
    );
    const services = own.filter((service) => languageOf(architecture, service) === 'python');
    if (services.length === 0) return { files: [] };
    const workshop: PythonWorkshop = {
      architecture,
      assets,
      environments,
      book: createTypeBook(architecture),
    };
    const sagas = openSagaBook(sagasOf(architecture, services), record);
    const views = services.map((service) => viewService(architecture, service, sagas, 'python'));
    const alone = !own.some((service) => languageOf(architecture, service) === 'typescript');
    return {
      ...(sagas.record === undefined ? {} : { record: { ...record, ...sagas.record } }),
      diagnostics: [...sagas.diagnostics, ...views.flatMap(brokenVersions)],
      files: [
        ...planRoot(workshop, views, alone),
        ...views.flatMap((view) => files.flatMap((plan) => plan(workshop, view))),
      ],
    };
  },
});
