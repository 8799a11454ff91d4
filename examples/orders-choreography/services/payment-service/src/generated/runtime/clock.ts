import { AsyncLocalStorage } from 'node:async_hooks';
import { createUuid } from './uuid.ts';

/** Where a service's times and new ids come from. */
export interface Clock {
  now(): Date;
  /** A UUID. */
  newId(): string;
}

const system: Clock = { now: () => new Date(), newId: () => createUuid() };
const storage = new AsyncLocalStorage<Clock>();

/** Runs `work` by another clock; all it awaits goes by it. For tests. */
export function runByClock<Result>(clock: Clock, work: () => Result): Result {
  return storage.run(clock, work);
}

/** @returns the clock that the running work goes by: the machine's unless a test says otherwise. */
export function currentClock(): Clock {
  return storage.getStore() ?? system;
}
