import { printImports } from '../../print/imports.ts';
import { printKey } from '../../print/literal.ts';
import { operationNames } from './operation-names.ts';
import { projectionNames } from './plan-projections.ts';
import type { ServiceView } from './service-view.ts';
import { handlerFiles, operationFiles, projectionFiles } from './stub-files.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** `wiring.ts`: the code that people write, by what it is for; `index.ts`: starts the service with it. */
export const planWiring: PlanFiles = (workshop, view) => {
  const folder = `${view.folder}/src/generated`;
  const inputs = [
    view.handlers.map(({ event }) => [event.name, workshop.book.ofEvent(event.name)]),
    view.operations.map(({ name }) => name),
    view.projections.map(({ projection }) => projection.name),
  ];
  return [
    templated(workshop, {
      path: `${folder}/wiring.ts`,
      owner: 'eda',
      template: 'wiring.ts',
      inputs,
      view: () => wiringView(workshop, view),
    }),
    templated(workshop, {
      path: `${folder}/index.ts`,
      owner: 'eda',
      template: 'index.ts',
      inputs: [],
      view: () => ({}),
    }),
  ];
};

/** Code of one kind: its files, what they export, and the interface that it has to fit. */
interface Kind {
  readonly member: string;
  readonly type: string;
  readonly from: string;
  readonly entries: readonly {
    readonly key: string;
    readonly name: string;
    readonly import: string;
    readonly file: string;
  }[];
}

function wiringView(workshop: Workshop, view: ServiceView): object {
  const kinds = kindsOf(workshop, view);
  const present = kinds.filter(({ entries }) => entries.length > 0);
  return {
    imports: printImports([
      ...present.flatMap(({ entries }) =>
        entries.map((entry) => ({ from: entry.file, names: [entry.import] })),
      ),
      ...present.map(({ from, type }) => ({ from, type: true, names: [type] })),
      { from: './runtime/contract.ts', type: true, names: ['ServiceWiring'] },
    ]),
    present: present.map(({ member, type, entries }) => ({ constant: member, type, entries })),
    members: kinds.map(({ member, entries }) => (entries.length > 0 ? member : `${member}: {}`)),
  };
}

function kindsOf({ book }: Workshop, view: ServiceView): Kind[] {
  const handlers = handlerFiles(view);
  const operations = operationFiles(view);
  const projections = projectionFiles(view);
  const { served } = operationNames(view);
  const projectionName = projectionNames(view.projections);
  return [
    {
      member: 'handlers',
      type: 'Handlers',
      from: './handlers.ts',
      entries: view.handlers.map(({ event }) =>
        entry(
          event.name,
          `handle${book.ofEvent(event.name)}`,
          'handle',
          `../handlers/${handlers.get(event.name)}.ts`,
        ),
      ),
    },
    {
      member: 'operations',
      type: 'Operations',
      from: './operations.ts',
      entries: view.operations.map((operation) =>
        entry(
          operation.name,
          `serve${served(operation.name)}`,
          'serve',
          `../operations/${operations.get(operation.name)}.ts`,
        ),
      ),
    },
    {
      member: 'projections',
      type: 'Projections',
      from: './projections.ts',
      entries: view.projections.map(({ projection }) =>
        entry(
          projection.name,
          `project${projectionName(projection.name)}`,
          'project',
          `../projections/${projections.get(projection.name)}.ts`,
        ),
      ),
    },
  ];
}

function entry(name: string, local: string, exported: string, file: string): Kind['entries'][number] {
  return { key: printKey(name), name: local, import: `${exported} as ${local}`, file };
}
