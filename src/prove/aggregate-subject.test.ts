import { expect, it } from 'vitest';
import { judgeDecisions } from './aggregate-subject.ts';

const play = { aggregate: 'job', published: { opened: 'opened' } };
const stored = (version: number, type = 'noted') => ({
  ...{ stream: 'job/1', version, eventId: `e${version}`, type },
});
const decision = (version: number, events: number, seen = version - events) => ({
  ...{ stream: 'job/1', version, events, seen, tries: 1 },
});
const kinds = (...given: Parameters<typeof judgeDecisions>) =>
  judgeDecisions(...given).map(({ kind }) => kind);

it('finds nothing where decisions follow each other, and what is stored is published', () => {
  const events = [stored(1, 'opened'), stored(2), stored(3)];
  expect(judgeDecisions(play, events, [decision(3, 1), decision(2, 2)], [{ eventId: 'e1' }])).toEqual([]);
});

it.each([
  ['a gap', [stored(1), stored(3)], [decision(3, 3)], [], ['gap']],
  ['events that nobody decided', [stored(1), stored(2)], [decision(1, 1)], [], ['half']],
  ['a decision of which nothing is stored', [stored(1)], [decision(1, 1), decision(2, 1)], [], ['half']],
  ['two decisions about one version', [stored(1)], [decision(1, 1), decision(1, 1)], [], ['half']],
  ['a decision on an old state', [stored(1), stored(2)], [decision(1, 1), decision(2, 1, 0)], [], ['stale']],
  ['an event that was not published', [stored(1, 'opened')], [decision(1, 1)], [], ['unpublished']],
  ['one that was, and is not stored', [], [], [{ eventId: 'e9' }], ['phantom']],
] as const)('finds %s', (_, events, decisions, sent, found) => {
  expect(kinds(play, events, decisions, sent)).toEqual(found);
});
