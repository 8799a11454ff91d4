import { describe, expect, it } from 'vitest';
import { describeWaiting, findBlocked, findWaiting } from './find-blocked.ts';
import type { Flow } from './flow.ts';
import type { CommittedEvent, RunLedger } from './judge-run.ts';

const takes = (service: string, isolated = true) => ({
  ...{ service, name: `${service}/x`, attempts: 5, policyMs: 4000, isolated, reactions: [] },
});
const flow: Flow = {
  ...{ event: 'x', publisher: 'a', topic: 'x', pubsub: 'pubsub', ordered: true, payloads: [{}, {}] },
  consumers: [takes('b'), takes('c')],
};
const nothing: RunLedger = { committed: [], effects: [], deadLetters: [], held: [], outbox: [] };

function committed(eventId: string, over: Partial<CommittedEvent> = {}): CommittedEvent {
  return { eventId, event: 'x', service: 'a', key: '0', n: 1, act: null, at: 0, ...over };
}
const effect = (consumer: string, eventId: string, at = 0) => ({ consumer, eventId, at });
const letter = (consumer: string, eventId: string, firstAt = 10, lastAt = 20) => ({
  ...{ consumer, eventId, reason: 'exhausted', attempts: 5, firstAt, lastAt },
});

describe('findWaiting', () => {
  const all = [committed('e1'), committed('e2', { service: 'c' })];

  it('finds what others have not settled while one stands still, and says who waited', () => {
    const waiting = findWaiting([flow], 'c', all, { ...nothing, effects: [effect('c/x', 'e1')] });
    expect(waiting).toEqual([{ consumer: 'b/x', eventId: 'e1' }]);
    expect(describeWaiting('c', waiting)).toEqual([
      { kind: 'blocked', message: 'b/x: waited while c stood still: e1' },
    ]);
  });

  it('waits for nothing of the one that stands still, nor for what that one published', () => {
    expect(findWaiting([flow], 'c', all, { ...nothing, effects: [effect('b/x', 'e1')] })).toEqual([]);
  });

  it('takes what is given up or held for settled', () => {
    const ledger = {
      ...nothing,
      deadLetters: [letter('b/x', 'e1')],
      held: [{ consumer: 'b/x', eventId: 'e2' }],
    };
    expect(findWaiting([flow], 'c', [committed('e1'), committed('e2')], ledger)).toEqual([]);
  });
});

describe('findBlocked', () => {
  const one = { ...flow, consumers: [takes('b')] };
  const retried = { ...nothing, committed: [committed('p')], deadLetters: [letter('b/x', 'p')] };
  const beside = (event: CommittedEvent, at: number) => ({
    ...nothing,
    committed: [event],
    effects: [effect('b/x', event.eventId, at)],
  });

  it('is content where an event of another key came and took effect between the attempts', () => {
    expect(findBlocked([one], retried, beside(committed('e', { key: '1', at: 11 }), 15))).toEqual([]);
  });

  it.each<[string, CommittedEvent, number]>([
    ['took effect when the other one was given up', committed('e', { key: '1', at: 11 }), 21],
    ['was on its way before the first attempt', committed('e', { key: '1', at: 9 }), 15],
    ['is of the same key', committed('e', { at: 11 }), 15],
    ['has a key that nobody knows', committed('e', { key: null, at: 11 }), 15],
  ])('finds a consumer where all that there is %s', (_, event, at) => {
    expect(findBlocked([one], retried, beside(event, at))).toEqual([
      { kind: 'blocked', message: 'b/x: no event of another key took effect between the 5 attempts of p' },
    ]);
  });

  it('asks nothing where all wait by the design or by the broker', () => {
    expect(findBlocked([{ ...flow, consumers: [takes('b', false)] }], retried, nothing)).toEqual([]);
  });

  it('takes events without keys for others', () => {
    const poison = { ...retried, committed: [committed('p', { key: null })] };
    expect(findBlocked([one], poison, beside(committed('e', { key: null, at: 11 }), 15))).toEqual([]);
  });
});
