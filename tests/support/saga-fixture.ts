import type {
  Consumer,
  PublishedEvent,
  ServiceDefinition,
  SubscribedEvent,
} from '../../src/runtime/typescript/contract.ts';
import type { SagaDefinition, SagaMessages, SagaStep } from '../../src/runtime/typescript/saga-contract.ts';
import {
  createConsumer,
  createDefinition,
  createDelivery,
  createPublished,
  createSubscribed,
  createSubscription,
  keyOfSample,
} from './service-fixture.ts';

const published = (name: string): PublishedEvent =>
  createPublished({ name, type: name, topic: name, address: name });

/** Steps that may fail and be undone: `do.<name>`, `<name>.done`, `<name>.failed`, `undo.<name>`, `<name>.undone`. */
export function createSteps(names: readonly string[], timeoutMs?: number): SagaStep[] {
  return names.map((name) => ({
    name,
    command: `do.${name}`,
    succeeds: `${name}.done`,
    fails: `${name}.failed`,
    compensation: { command: `undo.${name}`, done: `${name}.undone` },
    ...(timeoutMs !== undefined && { timeoutMs }),
  }));
}

/** A coordinator of one saga, `buying`, from `order.placed` to `order.bought` or `order.lost`. */
export function createCoordinator(
  steps: readonly SagaStep[],
  over: { readonly saga?: Partial<SagaDefinition>; readonly event?: Partial<SubscribedEvent> } = {},
): { definition: ServiceDefinition; messages: SagaMessages } {
  const replies = steps.flatMap(({ succeeds, fails, compensation }) =>
    [succeeds, fails, compensation?.done].flatMap((name) => name ?? []),
  );
  const commands = steps.flatMap(({ command, compensation }) =>
    [command, compensation?.command].flatMap((name) => name ?? []),
  );
  const taken = ['order.placed', ...replies];
  const sent = [...commands, 'order.bought', 'order.lost'];
  const saga: SagaDefinition = {
    name: 'buying',
    style: 'orchestration',
    starts: 'order.placed',
    completes: 'order.bought',
    aborts: 'order.lost',
    keys: Object.fromEntries(taken.map((name) => [name, keyOfSample])),
    versions: [{ version: 1, steps }],
    ...over.saga,
  };
  const consumer = (name: string): Consumer => {
    const {
      kind: _kind,
      handler: _handler,
      ...settings
    } = createConsumer({ consumer: `counter/${name}/saga:buying` });
    return { ...settings, kind: 'saga', saga: 'buying' };
  };
  return {
    definition: createDefinition({
      publishes: Object.fromEntries(sent.map((name) => [name, published(name)])),
      subscriptions: taken.map((name) =>
        createSubscription({
          topic: name,
          path: `/events/${name}`,
          designed: [name],
          events: [
            createSubscribed({
              name,
              type: name,
              consumers: [consumer(name)],
              ...(name === 'order.placed' && over.event),
            }),
          ],
        }),
      ),
      sagas: [saga],
      outbox: 'connect',
    }),
    messages: Object.fromEntries(
      sent.map((name) => [name, (run: { readonly start: unknown }) => run.start] as const),
    ),
  };
}

/** An event of the fixture as it is delivered; the data are `{ key, n }`. */
export function deliveryOf(name: string, key: string, over: Record<string, unknown> = {}): string {
  return createDelivery({ key, n: 1 }, { id: `${name}-${key}`, type: name, topic: name, ...over });
}
