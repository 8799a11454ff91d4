import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type FlowEntry, openFlowLog } from './flow-log.ts';
import { followFlowLog } from './follow-flow-log.ts';

let root: string;
let stop: (() => void) | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eda-follow-'));
  mkdirSync(join(root, '.eda'));
});
afterEach(() => {
  stop?.();
  rmSync(root, { recursive: true, force: true });
});

const patience = { timeout: 20_000 };
const lineOf = (id: string): string =>
  `${JSON.stringify({ from: 'sidecar', kind: 'published', at: 1, pubsub: 'p', topic: 't', app: 'ä', eventId: id, attempt: 0, ms: 1 })}\n`;

function follow(): { readonly past: string[]; readonly ids: string[] } {
  const [past, ids]: [string[], string[]] = [[], []];
  stop = followFlowLog(root, (entries: readonly FlowEntry[], isPast) => {
    for (const { eventId = '' } of entries) (isPast ? past : ids).push(eventId);
  });
  return { past, ids };
}

it('tells what was, then what comes, each once and in order', async () => {
  appendFileSync(join(root, '.eda/flow.jsonl'), lineOf('a') + lineOf('b'));
  const { past, ids } = follow();
  expect(past).toEqual(['a', 'b']);
  const whole = lineOf('c');
  appendFileSync(join(root, '.eda/flow.jsonl'), whole.slice(0, 60));
  await new Promise((done) => setTimeout(done, 250));
  appendFileSync(join(root, '.eda/flow.jsonl'), `${whole.slice(60)}no json\n${lineOf('d')}`);
  await vi.waitFor(() => expect(ids).toEqual(['c', 'd']), patience);
});

it('waits for a log that is not there yet, and goes on where it is put aside', async () => {
  const { past, ids } = follow();
  const file = join(root, '.eda/flow.jsonl');
  appendFileSync(file, lineOf('a'));
  await vi.waitFor(() => expect(ids).toEqual(['a']), patience);
  // The last lines of a file come just before another takes its name.
  appendFileSync(file, lineOf('b'));
  renameSync(file, `${file}.1`);
  appendFileSync(file, lineOf('c'));
  await vi.waitFor(() => expect(ids).toEqual(['a', 'b', 'c']), patience);
  expect(past).toEqual([]);
});

it('loses nothing of a log that grows over its limit again and again', async () => {
  const { ids } = follow();
  const log = openFlowLog(root, 4000);
  const wanted: string[] = [];
  for (let round = 0; round < 10; round++) {
    for (let index = 0; index < 5; index++) {
      const id = `${round}-${index}`;
      wanted.push(id);
      log.note({
        kind: 'message',
        message: {
          kind: 'published',
          at: 1,
          pubsub: 'p',
          topic: 't',
          app: 'a',
          eventId: id,
          attempt: 0,
          ms: 1,
        },
      });
    }
    await vi.waitFor(() => expect(ids).toEqual(wanted), patience);
  }
  await log.close();
});
