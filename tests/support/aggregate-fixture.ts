import type {
  AggregateCode,
  AggregateDefinition,
  StoredEvent,
} from '../../src/runtime/typescript/aggregate-contract.ts';
import type {
  EventEnvelope,
  Projection,
  ServiceDefinition,
  ServiceWiring,
} from '../../src/runtime/typescript/contract.ts';
import type { Database } from '../../src/runtime/typescript/database.ts';
import { RejectedError } from '../../src/runtime/typescript/errors.ts';
import { createMetrics } from '../../src/runtime/typescript/metrics.ts';
import { createSemaphore } from '../../src/runtime/typescript/semaphore.ts';
import type { ServiceRuntime } from '../../src/runtime/typescript/service-runtime.ts';
import {
  createDefinition,
  createMemoryLogger,
  createPublished,
  keyOfSample,
  validateSample,
} from './service-fixture.ts';

/** An account: it counts what is paid in and out, and never goes below nothing. */
export interface AccountState {
  readonly balance: number;
  readonly events: number;
}

export type AccountCommand =
  | { readonly pay: number; readonly key: string; readonly times?: number }
  | { readonly publish: number; readonly key: string };

export function createStored(over: Partial<StoredEvent> = {}): StoredEvent {
  return {
    name: 'account.paid',
    type: 'account.paid',
    version: '1.0.0',
    key: keyOfSample,
    validate: validateSample,
    upcasters: [],
    published: false,
    ...over,
  };
}

const told = createStored({ name: 'account.told', type: 'account.told', published: true });

export function createAccount(over: Partial<AggregateDefinition> = {}): AggregateDefinition {
  return { name: 'account', events: [createStored(), told], ...over };
}

const evolve = (state: AccountState, { n }: { readonly n: number }): AccountState => ({
  balance: state.balance + n,
  events: state.events + 1,
});

export const accountCode: AggregateCode = {
  initial: { balance: 0, events: 0 } satisfies AccountState,
  decide(command: AccountCommand, { balance }: AccountState) {
    if ('publish' in command) {
      return [{ name: 'account.told', data: { key: command.key, n: command.publish } }];
    }
    const { key, pay, times = 1 } = command;
    if (balance + pay * times < 0) throw new RejectedError(`There are ${balance} only`);
    return Array.from({ length: times }, () => ({ name: 'account.paid', data: { key, n: pay } }));
  },
  evolve: { 'account.paid': evolve, 'account.told': evolve },
};

/** The sum of what was paid, by key. */
export function createBalances(over: Partial<Projection> = {}): Projection {
  const key = (data: unknown) => [keyOfSample(data) ?? ''];
  return {
    name: 'balances',
    table: 'balances',
    keyColumns: [{ name: 'key', type: 'text' }],
    columns: [
      { name: 'total', type: 'integer' },
      { name: 'count', type: 'integer' },
      { name: 'last', type: 'integer' },
    ],
    events: { 'account.paid': key, 'account.told': key },
    stored: ['account.paid', 'account.told'],
    ...over,
  };
}

export const balancesTable = `
CREATE TABLE public.balances (key text PRIMARY KEY, total integer NOT NULL DEFAULT 0, count integer NOT NULL DEFAULT 0, last integer)`;

const project = ({ data }: EventEnvelope<{ readonly n: number }>) => ({
  increment: { total: data.n, count: 1 },
  set: { last: data.n },
});

/** A service with the account and its balances. */
export function createBank(over: Partial<ServiceDefinition> = {}): {
  readonly definition: ServiceDefinition;
  readonly wiring: ServiceWiring;
} {
  return {
    definition: createDefinition({
      publishes: {
        'account.told': createPublished({
          name: 'account.told',
          type: 'account.told',
          address: 'account.told',
        }),
      },
      aggregates: [createAccount()],
      projections: [createBalances()],
      outbox: 'connect',
      ...over,
    }),
    wiring: {
      handlers: {},
      operations: {},
      projections: { balances: { 'account.paid': project, 'account.told': project } },
      aggregates: { account: accountCode },
    },
  };
}

/** A service without a server and a relay, for tests of its parts. */
export function createBankRuntime(
  database: Database,
  { definition, wiring }: ReturnType<typeof createBank>,
  over: Partial<ServiceRuntime> = {},
): ServiceRuntime & { readonly logger: ReturnType<typeof createMemoryLogger> } {
  return {
    definition,
    wiring,
    database,
    sidecar: {} as ServiceRuntime['sidecar'],
    metrics: createMetrics(),
    calls: {},
    instance: 'test',
    takesEvents: () => true,
    appended: () => {},
    aborted: new AbortController().signal,
    places: (_consumer, size) => createSemaphore(size),
    handlers: createSemaphore(8),
    failures: {} as ServiceRuntime['failures'],
    handled: {} as ServiceRuntime['handled'],
    ...over,
    logger: createMemoryLogger(),
  };
}
