import { publishProbes } from '../../delivery/publish-probe.ts';
import type { Architecture, Service } from '../../model/architecture.ts';
import { callersOf } from '../../model/callers.ts';
import { printHeader } from '../../print/header.ts';
import { printImports } from '../../print/imports.ts';
import { printString } from '../../print/literal.ts';
import { layOut, nameTree, unionTree } from '../../print/type-tree.ts';
import { defineService } from './define-service.ts';
import { mergeEnvironments } from './merge-environments.ts';
import { schemasOf } from './plan-types.ts';
import { isMembers, printCode, usesOf } from './print-code.ts';
import type { ServiceView } from './service-view.ts';
import { typeCalls } from './type-calls.ts';
import { nameValidators } from './validators.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** `definition.ts`: all that the design says of the service, for the runtime; with the helpers that it uses. */
export const planDefinition: PlanFiles = (workshop, view) => {
  const { assets, architecture } = workshop;
  const specPath = architecture.system.at.file;
  const folder = view.folders.generated;
  const helpers = [
    { file: 'data-path.ts', used: true },
    { file: 'when.ts', used: usesConditions(view) },
  ];
  return [
    templated(workshop, {
      path: `${folder}/definition.ts`,
      owner: 'eda',
      template: 'definition.ts',
      inputs: definitionInputs(workshop, view),
      view: () => definitionView(workshop, view),
    }),
    ...helpers
      .filter(({ used }) => used)
      .map(({ file }) => ({
        path: `${folder}/${file}`,
        owner: 'eda' as const,
        inputs: [assets.version, specPath],
        content: () => `${printHeader('ts', specPath)}${assets.text(`templates/typescript/${file}`)}`,
      })),
  ];
};

/** Whether some subscription has a condition in CEL. */
export function usesConditions(view: ServiceView): boolean {
  return view.handlers.some(({ subscription }) => subscription.when !== undefined);
}

function definitionView(workshop: Workshop, view: ServiceView): object {
  const { architecture, environments } = workshop;
  const validators = nameValidators(workshop.book, view);
  const merged = mergeEnvironments(defineService(architecture, view, validators, environments));
  const definition = isMembers(merged) ? { ...merged, calls: typeCalls(merged.calls) } : merged;
  const text = printCode(definition, 2, 2 + 'return '.length);
  const uses = usesOf(definition);
  return {
    imports: printImports([
      { from: './data-path.ts', names: dataPathNames.filter((name) => uses.has(name)) },
      {
        from: './runtime/contract.ts',
        type: true,
        names: [...(uses.has('Call') ? ['Call'] : []), 'ServiceDefinition'],
      },
      { from: './upcasters.ts', names: uses.has('upcasters') ? ['upcasters'] : [] },
      { from: './validators.ts', names: [...uses].filter((name) => name.startsWith('validate')) },
      { from: './when.ts', names: uses.has('when') ? ['when'] : [] },
    ]),
    environmentType: printUnion('export type Environment =', environments),
    fallback: printString(defaultEnvironment(environments)),
    environments: printCode(environments, 0, 'const environments: readonly Environment[] = '.length),
    parameter: uses.has('environment') ? 'environment' : '_environment',
    text,
  };
}

/** A union of texts behind `start`. */
function printUnion(start: string, names: readonly string[]): string {
  const union = unionTree(names.map((name) => nameTree(printString(name))));
  const text = layOut(union, { indent: 0, column: start.length + 1, tail: 1 }, true);
  return `${start}${text.startsWith('\n') ? '' : ' '}${text};`;
}

const dataPathNames = ['addressOf', 'keyOf', 'keyValuesOf', 'textAt', 'versionAt'];

/** What a service runs in where nobody says otherwise. */
export function defaultEnvironment(environments: readonly string[]): string {
  return environments.includes('local') ? 'local' : (environments[0] ?? 'local');
}

/** All that settings can come from, and what the service is made of. */
function definitionInputs(
  { architecture, book, environments }: Workshop,
  view: ServiceView,
): readonly unknown[] {
  const { service, events, calls } = view;
  const topics = [...new Set(events.map(({ topic }) => topic))].map((name) => architecture.topics[name]);
  const others = topics
    .flatMap((topic) => topic?.events ?? [])
    .map((name) => architecture.events[name]?.type);
  const domains = new Set([service.domain, ...topics.flatMap((topic) => topic?.domain ?? [])]);
  return [
    architecture.system,
    architecture.defaults,
    ...environments.flatMap((name) => [name, architecture.environments[name]]),
    ...[...domains].map((name) => architecture.domains[name]),
    service,
    ...probesIn(architecture, service, environments),
    ...events,
    ...topics,
    others,
    ...calls.map(({ callee }) => callee),
    view.operations.map((operation) => callersOf(architecture, service, operation)),
    ...view.projections.map(({ projection }) => projection),
    ...view.sagas.flatMap(({ saga, versions }) => [saga, versions]),
    ...view.reactions.flatMap(({ saga, step }) => [saga, step]),
    book.behind(schemasOf(view)).map(book.context.typeName),
  ];
}

/** What the relay of a service asks with in each environment: a name that no topic has, so that it depends on all. */
export function probesIn(
  architecture: Architecture,
  service: Service,
  environments: readonly string[],
): readonly unknown[] {
  return environments.flatMap((name) => {
    const environment = architecture.environments[name];
    return environment === undefined ? [] : [...publishProbes(architecture, service, environment)];
  });
}
