import { printImports } from '../../print/imports.ts';
import { printKey } from '../../print/literal.ts';
import { reactionName } from './define-subscriptions.ts';
import { operationNames } from './operation-names.ts';
import { projectionNames } from './plan-projections.ts';
import { sagaNames } from './plan-sagas.ts';
import type { ServiceView } from './service-view.ts';
import { handlerFiles, operationFiles, projectionFiles, reactionFiles, sagaFiles } from './stub-files.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** `wiring.ts`: the code that people write, by what it is for; `index.ts`: starts the service with it. */
export const planWiring: PlanFiles = (workshop, view) => {
  const folder = `${view.folder}/src/generated`;
  const inputs = [
    view.handlers.map(({ event }) => [event.name, workshop.book.ofEvent(event.name)]),
    view.operations.map(({ name }) => name),
    view.projections.map(({ projection }) => projection.name),
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
    if (member === 'reactions' || (member === 'sagas' && !isPresent(member))) return [];
    return [isPresent(member) ? member : `${member}: {}`];
  });
}

function kindsOf({ book }: Workshop, view: ServiceView): Kind[] {
  const sagas = sagaFiles(view);
  const reactions = reactionFiles(view);
  const sagaName = sagaNames(view);
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
    {
      member: 'sagas',
      type: 'Sagas',
      from: './sagas.ts',
      entries: view.sagas.map(({ saga: { name } }) =>
        entry(name, `messagesOf${sagaName(name)}`, 'messages', `../sagas/${sagas.get(name)}.ts`),
      ),
    },
    {
      member: 'reactions',
      type: 'Reactions',
      from: './sagas.ts',
      entries: view.reactions.flatMap((reaction) => {
        const { saga, step, undone } = reaction;
        const [key, name] = [reactionName(reaction), sagaName(saga.name, step.name)];
        const file = `../sagas/${reactions(reaction)}.ts`;
        return [
          entry(key, `act${name}`, 'act', file),
          ...(undone === undefined ? [] : [entry(`${key}/undo`, `undo${name}`, 'undo', file)]),
        ];
      }),
    },
  ];
}

function entry(name: string, local: string, exported: string, file: string): Kind['entries'][number] {
  return { key: printKey(name), name: local, import: `${exported} as ${local}`, file };
}
