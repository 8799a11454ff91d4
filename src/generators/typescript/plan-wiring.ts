import { printImports } from '../../print/imports.ts';
import { printKey } from '../../print/literal.ts';
import { reactionName } from './define-subscriptions.ts';
import { operationNames } from './operation-names.ts';
import { aggregateNames } from './plan-aggregates.ts';
import { projectionNames } from './plan-projections.ts';
import { sagaNames } from './plan-sagas.ts';
import { fromGenerated, type ServiceView } from './service-view.ts';
import {
  aggregateFiles,
  handlerFiles,
  operationFiles,
  projectionFiles,
  reactionFiles,
  sagaFiles,
} from './stub-files.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** `wiring.ts`: the code that people write, by what it is for; `index.ts`: starts the service with it. */
export const planWiring: PlanFiles = (workshop, view) => {
  const folder = view.folders.generated;
  const inputs = [
    view.folders,
    view.handlers.map(({ event }) => [event.name, workshop.book.ofEvent(event.name)]),
    view.operations.map(({ name }) => name),
    view.projections.map(({ projection }) => projection.name),
    view.aggregates.map(({ aggregate }) => aggregate.name),
    view.sagas.map(({ saga }) => saga.name),
    view.reactions.map(({ saga, step, undone }) => [saga.name, step.name, undone !== undefined]),
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
      inputs: [view.aggregates.length > 0],
      view: () => indexView(view),
    }),
  ];
};

function indexView({ aggregates }: ServiceView): object {
  const stores = aggregates.length > 0;
  return {
    imports: printImports([
      { from: './aggregates.ts', type: true, names: stores ? ['Aggregates'] : [] },
      { from: './definition.ts', names: ['defineService', 'environmentOf'] },
      { from: './publisher.ts', type: true, names: ['OwnEvents', 'ServiceContext'] },
      { from: './runtime/contract.ts', type: true, names: ['Route'] },
      { from: './runtime/service.ts', names: ['type RunningService', 'type ServiceOptions', 'startService'] },
      { from: './wiring.ts', names: ['wiring'] },
    ]),
    types: stores ? 'OwnEvents, Aggregates' : 'OwnEvents',
  };
}

/** Code of one kind: its files, what they export, and the interface that it has to fit. */
interface Kind {
  readonly member: string;
  readonly type: string;
  readonly from: string;
  readonly entries: readonly {
    readonly key: string;
    readonly name: string;
    /** What is imported of its file. */
    readonly imports: readonly string[];
    readonly file: string;
  }[];
}

function wiringView(workshop: Workshop, view: ServiceView): object {
  const kinds = kindsOf(workshop, view);
  const present = kinds.filter(({ entries }) => entries.length > 0);
  return {
    imports: printImports([
      ...present.flatMap(({ entries }) =>
        entries.map((entry) => ({ from: entry.file, names: entry.imports })),
      ),
      ...present.map(({ from, type }) => ({ from, type: true, names: [type] })),
      { from: './runtime/contract.ts', type: true, names: ['ServiceWiring'] },
    ]),
    present: present.map(({ member, type, entries }) => ({ constant: member, type, entries })),
    members: membersOf(kinds),
  };
}

/** Members of the wiring; handlers are those of events and those of steps. */
function membersOf(kinds: readonly Kind[]): string[] {
  const isPresent = (name: string): boolean =>
    kinds.some(({ member, entries }) => member === name && entries.length > 0);
  const steps = isPresent('handlers') ? '{ ...handlers, ...reactions }' : 'reactions';
  return kinds.flatMap(({ member }) => {
    if (member === 'handlers' && isPresent('reactions')) return [`handlers: ${steps}`];
    if (member === 'reactions' || (optional.has(member) && !isPresent(member))) return [];
    return [isPresent(member) ? member : `${member}: {}`];
  });
}

/** Members that the wiring of most services has not. */
const optional: ReadonlySet<string> = new Set(['aggregates', 'sagas']);

function kindsOf({ book }: Workshop, view: ServiceView): Kind[] {
  const sagas = sagaFiles(view);
  const reactions = reactionFiles(view);
  const sagaName = sagaNames(view);
  const aggregates = aggregateFiles(view);
  const aggregateName = aggregateNames(view);
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
          `${fromGenerated(view, 'handlers')}/${handlers.get(event.name)}.ts`,
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
          `${fromGenerated(view, 'operations')}/${operations.get(operation.name)}.ts`,
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
          `${fromGenerated(view, 'projections')}/${projections.get(projection.name)}.ts`,
        ),
      ),
    },
    {
      member: 'aggregates',
      type: 'AggregateCodes',
      from: './aggregates.ts',
      entries: view.aggregates.map(({ aggregate: { name } }) =>
        aggregateEntry(
          name,
          aggregateName(name),
          `${fromGenerated(view, 'aggregates')}/${aggregates.get(name)}.ts`,
        ),
      ),
    },
    {
      member: 'sagas',
      type: 'Sagas',
      from: './sagas.ts',
      entries: view.sagas.map(({ saga: { name } }) =>
        entry(
          name,
          `messagesOf${sagaName(name)}`,
          'messages',
          `${fromGenerated(view, 'sagas')}/${sagas.get(name)}.ts`,
        ),
      ),
    },
    {
      member: 'reactions',
      type: 'Reactions',
      from: './sagas.ts',
      entries: view.reactions.flatMap((reaction) => {
        const { saga, step, undone } = reaction;
        const [key, name] = [reactionName(reaction), sagaName(saga.name, step.name)];
        const file = `${fromGenerated(view, 'sagas')}/${reactions(reaction)}.ts`;
        return [
          entry(key, `act${name}`, 'act', file),
          ...(undone === undefined ? [] : [entry(`${key}/undo`, `undo${name}`, 'undo', file)]),
        ];
      }),
    },
  ];
}

function entry(name: string, local: string, exported: string, file: string): Kind['entries'][number] {
  return { key: printKey(name), name: local, imports: [`${exported} as ${local}`], file };
}

/** The code of an aggregate: three exports of its file. */
function aggregateEntry(name: string, type: string, file: string): Kind['entries'][number] {
  const parts = ['initial', 'decide', 'evolve'].map((part) => ({ part, local: `${part}${type}` }));
  return {
    key: printKey(name),
    name: `{ ${parts.map(({ part, local }) => `${part}: ${local}`).join(', ')} }`,
    imports: parts.map(({ part, local }) => `${part} as ${local}`),
    file,
  };
}
