import { sagasOf } from '../../model/saga-parts.ts';
import { languageOf } from '../../model/service-folders.ts';
import { defineGenerator } from '../generator.ts';
import { openSagaBook } from '../saga-versions.ts';
import { brokenVersions } from './broken-versions.ts';
import { planAggregates } from './plan-aggregates.ts';
import { planClients } from './plan-clients.ts';
import { planContractTests } from './plan-contract-tests.ts';
import { planDefinition } from './plan-definition.ts';
import { planGuaranteeTests } from './plan-guarantee-tests.ts';
import { planHandlers } from './plan-handlers.ts';
import { planOperations } from './plan-operations.ts';
import { planPackage, planProject } from './plan-package.ts';
import { planProjections } from './plan-projections.ts';
import { planPublisher } from './plan-publisher.ts';
import { planReadme } from './plan-readme.ts';
import { planRuntime, runtimeFiles } from './plan-runtime.ts';
import { planSagaStubs } from './plan-saga-stubs.ts';
import { planSagas } from './plan-sagas.ts';
import { planStubs } from './plan-stubs.ts';
import { planTestKit } from './plan-test-kit.ts';
import { planTypes } from './plan-types.ts';
import { planUpcasters } from './plan-upcasters.ts';
import { planValidators } from './plan-validators.ts';
import { planWiring } from './plan-wiring.ts';
import { viewService } from './service-view.ts';
import { createTypeBook } from './type-book.ts';
import { uncheckedKeywords } from './unchecked-keywords.ts';
import type { PlanFiles, Workshop } from './workshop.ts';

const files: readonly PlanFiles[] = [
  planTypes,
  planValidators,
  planPublisher,
  planHandlers,
  planClients,
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
  planPackage,
  planReadme,
  planContractTests,
  planGuaranteeTests,
  planTestKit,
];

/** Services in TypeScript: types, validators, wiring and runtime of each, and stubs for its business code. */
export const typescriptGenerator = defineGenerator({
  id: 'typescript',
  title: 'services in TypeScript: types, validators, wiring, runtime, and stubs to fill in',
  plan({ architecture, assets, record, services: wanted }) {
    const environments = Object.keys(architecture.environments);
    const workshop: Workshop = {
      architecture,
      assets,
      environments: environments.length > 0 ? environments : ['local'],
      book: createTypeBook(architecture),
      runtime: runtimeFiles(assets),
      validators: new WeakMap(),
      examples: new WeakMap(),
    };
    const services = Object.values(architecture.services).filter(
      (service) =>
        !service.external &&
        wanted?.has(service.name) !== false &&
        languageOf(architecture, service) === 'typescript',
    );
    if (services.length === 0) return { files: [] };
    const sagas = openSagaBook(sagasOf(architecture, services), record);
    const views = services.map((service) => viewService(architecture, service, sagas, 'typescript'));
    return {
      ...(sagas.record === undefined ? {} : { record: { ...record, ...sagas.record } }),
      diagnostics: [
        ...sagas.diagnostics,
        ...views.flatMap(brokenVersions),
        ...uncheckedKeywords(architecture, views),
      ],
      files: [
        ...planProject(workshop, views),
        ...views.flatMap((view) => files.flatMap((plan) => plan(workshop, view))),
      ],
    };
  },
});
