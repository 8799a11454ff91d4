import { callersOf } from '../../model/callers.ts';
import { printPy, printPyImport, printPyString } from '../../print/python.ts';
import { defineService } from '../typescript/define-service.ts';
import { mergeEnvironments } from '../typescript/merge-environments.ts';
import { defaultEnvironment, probesIn } from '../typescript/plan-definition.ts';
import { type Code, expression } from '../typescript/print-code.ts';
import type { ServiceView } from '../typescript/service-view.ts';
import type { Validators } from '../typescript/validators.ts';
import { serviceTypes } from './data-types.ts';
import { pythonDefinition } from './define-python.ts';
import { eventType, type PlanPythonFiles, type PythonWorkshop, templated } from './workshop.ts';

/** `definition.py`: all that the design says of the service, for the runtime. */
export const planDefinition: PlanPythonFiles = (workshop, view) => {
  const { architecture, environments } = workshop;
  const { system, defaults, domains, topics, services, schemas } = architecture;
  return [
    templated(workshop, {
      path: `${view.folders.generated}/definition.py`,
      owner: 'eda',
      template: 'definition.py',
      // Settings come from everywhere: what a definition depends on is nearly all of the design.
      inputs: [
        system,
        defaults,
        domains,
        topics,
        environments.map((name) => architecture.environments[name]),
        view.service,
        probesIn(architecture, view.service, environments),
        view.events,
        view.calls.map(({ callee }) => services[callee.name]),
        view.operations.map((operation) => callersOf(architecture, view.service, operation)),
        view.projections.map((each) => each.projection),
        view.aggregates,
        view.sagas.flatMap(({ saga, versions }) => [saga, versions]),
        view.reactions.map(({ saga, step }) => [saga, step]),
        Object.values(schemas).map(({ id, typeName }) => [id, typeName]),
        Object.values(architecture.events).map(({ name, type, topic }) => [name, type, topic]),
      ],
      view: () => definitionView(workshop, view),
    }),
  ];
};

function definitionView(workshop: PythonWorkshop, view: ServiceView): object {
  const { architecture, environments } = workshop;
  const validators = nameDataTypes(workshop, view);
  const merged = mergeEnvironments(defineService(architecture, view, validators, environments));
  const { text, uses } = pythonDefinition(merged);
  const has = (...names: string[]) => names.filter((name) => uses.has(name));
  const usesData = [...uses].some((name) => name.startsWith('data_types.'));
  const local = [
    printPyImport('.', usesData ? ['data_types'] : []),
    printPyImport('.runtime.aggregate_contract', [...uses].filter(isOfAggregates)),
    printPyImport('.runtime.choose', has('choose')),
    printPyImport('.runtime.conditions', has('when')),
    printPyImport(
      '.runtime.contract',
      [...uses].filter((name) => /^[A-Z]/.test(name) && !isOfSagas(name) && !isOfAggregates(name)),
    ),
    printPyImport(
      '.runtime.data_path',
      has('address_of', 'key_of', 'key_values_of', 'text_at', 'version_at'),
    ),
    printPyImport('.runtime.saga_contract', [...uses].filter(isOfSagas)),
    printPyImport('.upcasters', uses.has('upcasters') ? ['UPCASTERS'] : []),
  ].join('');
  const fallback = defaultEnvironment(environments);
  return {
    imports: local,
    environments: tuple(environments.map(printPyString)),
    fallback,
    fallbackText: printPyString(fallback),
    prelude: uses.has('choose') ? '' : '    del environment\n',
    text: printPy(text, 4, 4 + 'return '.length),
  };
}

function isOfSagas(name: string): boolean {
  return name === 'Compensation' || name.startsWith('Saga');
}

function isOfAggregates(name: string): boolean {
  return name === 'AggregateDefinition' || name === 'StoredEvent';
}

function tuple(items: readonly string[]): string {
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

/** The constants of `data_types.py`, in the place of the functions that TypeScript checks with. */
function nameDataTypes(workshop: PythonWorkshop, view: ServiceView): Validators {
  const types = serviceTypes(workshop, view);
  const of = (name: string | undefined): Code =>
    name === undefined ? undefined : expression(`data_types.${types.constant(name)}`);
  return {
    ofEvent: (event) => of(eventType(workshop, event.name)),
    ofParams: (service, operation) => of(types.ofOperation(service, operation).params),
    ofRequest: (service, operation) => of(types.ofOperation(service, operation).request),
    ofResponse: (service, operation) => of(types.ofOperation(service, operation).response),
  };
}
