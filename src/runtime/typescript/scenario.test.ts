import { describe, expect, test } from 'vitest';
import {
  type AccountCommand,
  type AccountState,
  accountCode,
} from '../../../tests/support/aggregate-fixture.ts';
import { validateSample } from '../../../tests/support/service-fixture.ts';
import type { DomainEvent } from './aggregate-contract.ts';
import { given } from './scenario.ts';

type Event = DomainEvent<'account.paid' | 'account.told', { readonly key: string; readonly n: number }>;
const code = accountCode as unknown as Parameters<typeof given<AccountCommand, AccountState, Event>>[0];
const validators = { 'account.paid': validateSample, 'account.told': validateSample };
const givenAccount = (...events: readonly Event[]) =>
  given<AccountCommand, AccountState, Event>(code, validators, events);
const paid = (n: number): Event => ({ name: 'account.paid', data: { key: 'k', n } });

describe('a scenario', () => {
  test('tells what is stored, and the state after it', () => {
    const outcome = givenAccount(paid(5)).when({ key: 'k', pay: -2, times: 2 });
    expect(outcome.thenStores(paid(-2), paid(-2)).state).toEqual({ balance: 1, events: 3 });
    givenAccount().when({ key: 'k', pay: 1, times: 0 }).thenNothing();
    givenAccount(paid(1)).when({ key: 'k', pay: -2 }).thenRejects('There are 1 only');
    givenAccount(paid(1)).when({ key: 'k', pay: -2 }).thenRejects(/only$/);
  });

  test('fails where it is otherwise', () => {
    const outcome = givenAccount(paid(1)).when({ key: 'k', pay: 1 });
    expect(() => outcome.thenStores(paid(2))).toThrow('Expected values to be strictly deep-equal');
    expect(() => outcome.thenNothing()).toThrow('deep-equal');
    expect(() => outcome.thenRejects('no')).toThrow(
      'It was not rejected, but stores [{"name":"account.paid"',
    );
    const rejected = givenAccount().when({ key: 'k', pay: -1 });
    expect(() => rejected.thenRejects('money')).toThrow("because of 'There are 0 only', not 'money'");
    expect(() => rejected.thenNothing()).toThrow('There are 0 only');
    expect(() => givenAccount({ name: 'account.paid', data: { key: 'k' } as never })).toThrow(
      "The given 'account.paid' does not fit its schema: n: must be a number",
    );
  });

  test('fails where code changes what it is given', () => {
    const careless = { ...code, evolve: { ...code.evolve, 'account.paid': add } };
    function add(state: AccountState, { n }: { readonly n: number }): AccountState {
      return Object.assign(state, { balance: state.balance + n });
    }
    expect(() => given<AccountCommand, AccountState, Event>(careless, validators, [paid(1)])).toThrow(
      TypeError,
    );
  });
});
