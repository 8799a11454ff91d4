import { describe, expect, it } from 'vitest';
import type { Flow } from './flow.ts';
import { type CommittedEvent, type Fault, judgeRun, type RunLedger } from './judge-run.ts';

const consumer = { service: 'b', name: 'b/x', attempts: 5, policyMs: 0, isolated: true, reactions: [] };
const flow: Flow = {
  event: 'x',
  publisher: 'a',
  topic: 'x',
  pubsub: 'pubsub',
  ordered: true,
  payloads: [{}, {}],
  consumers: [consumer],
};

function committed(count: number, over: Partial<CommittedEvent> = {}): CommittedEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ eventId: `e${index + 1}`, event: 'x', service: 'a', key: '0', n: index + 1, act: null, at: 0 },
    ...over,
  }));
}

function ledger(over: Partial<RunLedger>): RunLedger {
  return { committed: committed(3), effects: [], deadLetters: [], held: [], outbox: [], ...over };
}

const effects = (...ids: string[]) => ids.map((eventId) => ({ consumer: 'b/x', eventId, at: 0 }));
const times = { firstAt: 0, lastAt: 1 };
const kindsOf = (faults: readonly Fault[]) => faults.map(({ kind }) => kind);
const judge = (over: Partial<RunLedger>, wanted = 3) => judgeRun([flow], wanted, ledger(over));

describe('judgeRun', () => {
  it('finds nothing where each event took effect once, in order', () => {
    expect(judge({ effects: effects('e1', 'e2', 'e3') })).toEqual([]);
  });

  it.each<[string, Partial<RunLedger>, string[]]>([
    ['an event that was never handled', { effects: effects('e1', 'e3') }, ['lost']],
    ['an effect that came twice', { effects: effects('e1', 'e2', 'e2', 'e3') }, ['double']],
    ['an event that overtook another', { effects: effects('e1', 'e3', 'e2') }, ['order']],
    ['an effect that nobody committed', { effects: effects('e1', 'e2', 'e3', 'e9') }, ['phantom']],
    [
      'a row that was not sent',
      { effects: effects('e1', 'e2', 'e3'), outbox: [{ service: 'a', pending: 1, parked: 0 }] },
      ['unsent'],
    ],
    [
      'a row that the relay gave up',
      { effects: effects('e1', 'e2', 'e3'), outbox: [{ service: 'a', pending: 0, parked: 2 }] },
      ['parked'],
    ],
    [
      'a good event among the dead letters',
      {
        effects: effects('e1', 'e2'),
        deadLetters: [{ consumer: 'b/x', eventId: 'e3', reason: 'failed', attempts: 1, ...times }],
      },
      ['dead-letter'],
    ],
  ])('finds %s', (_, over, kinds) => {
    expect(kindsOf(judge(over)).filter((kind) => kinds.includes(kind))).not.toEqual([]);
    expect(judge(over).every(({ kind }) => kinds.includes(kind))).toBe(true);
  });

  it('finds that fewer were committed than ordered; what handlers publish does not count', () => {
    const all = [...committed(3), ...committed(2, { act: 'reaction', key: null, n: null })];
    expect(kindsOf(judge({ committed: all, effects: effects('e1', 'e2', 'e3') }, 4))).toEqual(['missing']);
  });

  it('wants poison in the dead letters with its reason and attempts, and no effect of it', () => {
    const events = [...committed(1, { act: 'fail' }), ...committed(2, { act: 'exhaust' }).slice(1)];
    const letter = { consumer: 'b/x', eventId: 'e1', reason: 'failed', attempts: 1, ...times };
    const spent = { consumer: 'b/x', eventId: 'e2', reason: 'exhausted', attempts: 5, ...times };
    expect(judge({ committed: events, deadLetters: [letter, spent] }, 2)).toEqual([]);
    expect(kindsOf(judge({ committed: events, deadLetters: [letter] }, 2))).toEqual(['dead-letter']);
    const early = { ...spent, attempts: 4 };
    expect(judge({ committed: events, deadLetters: [letter, early] }, 2)[0]?.message).toContain(
      'exhausted after 4, not exhausted after 5',
    );
    expect(
      kindsOf(judge({ committed: events, deadLetters: [letter, spent], effects: effects('e1') }, 2)),
    ).toEqual(['double']);
  });

  it('takes an event that still waits behind a dead letter for held, not for lost', () => {
    const held = [{ consumer: 'b/x', eventId: 'e3' }];
    expect(kindsOf(judge({ effects: effects('e1', 'e2'), held }))).toEqual(['held']);
  });

  it('asks for no order where the design promises none', () => {
    const given = ledger({ effects: effects('e3', 'e2', 'e1') });
    expect(judgeRun([{ ...flow, ordered: false }], 3, given)).toEqual([]);
  });
});
