import { sagaMessages } from '../typescript/saga-messages.ts';
import type { ServiceView } from '../typescript/service-view.ts';
import { reactionParts } from './plan-sagas.ts';
import { moduleIn, type PythonWorkshop, pythonNames } from './workshop.ts';

/** Modules of what people write for sagas, seen from the service: `app.sagas.order_fulfilment.stock_reserve`. */
export interface SagaModules {
  /** Their packages: one a saga. */
  readonly packages: readonly string[];
  message(saga: string, event: string): string;
  /** By the name in the wiring: `<saga>/<step>`, with `/undo` behind it. */
  reaction(name: string): string;
}

/** Names the modules: no two of a saga are the same. */
export function sagaModules({ architecture }: PythonWorkshop, view: ServiceView): SagaModules {
  const messages = view.sagas.flatMap((saga) =>
    sagaMessages(architecture, saga).map(({ event }) => `${saga.saga.name}\0${event.name}`),
  );
  const reactions = view.reactions.flatMap((reaction) =>
    reactionParts(view, reaction).map(({ name }) => name.replace('/', '\0').replace('/', ' ')),
  );
  const all = [...messages, ...reactions].map((key) => key.split('\0') as [string, string]);
  const sagas = [...new Set(all.map(([saga]) => saga))];
  const base = moduleIn(view, 'sagas');
  const packageOf = pythonNames(sagas);
  const moduleOf = new Map(
    sagas.map((saga) => [saga, pythonNames(all.filter(([own]) => own === saga).map(([, name]) => name))]),
  );
  const pathOf = (saga: string, name: string): string =>
    `${base}.${packageOf(saga)}.${moduleOf.get(saga)?.(name) ?? name}`;
  return {
    packages: sagas.map((saga) => `${base}.${packageOf(saga)}`),
    message: pathOf,
    reaction: (name) => {
      const [saga = '', ...rest] = name.split('/');
      return pathOf(saga, rest.join(' '));
    },
  };
}
