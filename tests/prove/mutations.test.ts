import { describe, expect, it } from 'vitest';
import { describeResults, proveShop } from './prove-shop.ts';

/** A guarantee, how it is broken in the runtime that the services carry, and the proof that has to notice. */
interface BrokenGuarantee {
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  readonly proof: string;
  readonly fault: string;
}

const broken: { readonly [what: string]: BrokenGuarantee } = {
  'no outbox: events leave after the commit, from memory': {
    edits: [
      { file: 'database.ts', from: 'lanes = await writeLast();', to: 'lanes = [];' },
      {
        file: 'database.ts',
        from: '      if (lanes.length > 0) onCommitted(lanes);',
        to: `      for (const { event, topic, key, body } of messages) {
        const url = \`http://127.0.0.1:\${process.env.DAPR_HTTP_PORT}/v1.0/publish/\${event.pubsub}/\${topic}\`;
        const headers = { 'content-type': 'application/cloudevents+json' };
        void fetch(\`\${url}?metadata.partitionKey=\${key}\`, { method: 'POST', headers, body }).catch(() => {});
      }`,
      },
    ],
    proof: 'crash-before-publish',
    fault: 'lost',
  },
  'no inbox: every delivery runs': {
    edits: [{ file: 'inbox.ts', from: 'return rows[0]?.inserted ? ', to: 'return rows[0] ? ' }],
    proof: 'three-times',
    fault: 'double',
  },
  'no order: the relay sends several rows of a key at once': {
    edits: [
      {
        file: 'relay-buffer.ts',
        from: 'const identity = identityOf(row, row.id);',
        to: 'const identity = String(row.id);',
      },
      {
        file: 'relay-buffer.ts',
        from: 'const queue = keys.get(identityOf(row, row.id));',
        to: 'const queue = keys.get(String(row.id));',
      },
    ],
    proof: 'two-relays',
    fault: 'order',
  },
  'no waiting: the sidecar is told SUCCESS before the commit': {
    edits: [
      {
        file: 'dispatcher.ts',
        from: 'const consumed = await consumeTraced(runtime, consumer, incoming);',
        to: "void consumeTraced(runtime, consumer, incoming);\n    const consumed: Consumed = { status: 'SUCCESS', outcome: 'handled' };",
      },
    ],
    proof: 'consumer-killed',
    fault: 'lost',
  },
  'no dead letters: poison is acknowledged and forgotten': {
    edits: [
      {
        file: 'consume.ts',
        from: 'const settled = await settleDeadLetter(settlement, reason, error, attempts);',
        to: 'const settled = true;',
      },
    ],
    proof: 'poison',
    fault: 'dead-letter',
  },
};

describe('a proof notices what is broken on purpose', () => {
  it.each(Object.keys(broken))(
    '%s',
    async (name) => {
      const { edits, proof, fault } = broken[name] as BrokenGuarantee;
      const done = new Set<string>();
      const results = await proveShop({
        only: [proof],
        events: 600,
        patienceMs: 12_000,
        mutate({ path, text }) {
          return edits
            .filter(({ file }) => path.endsWith(`/generated/runtime/${file}`))
            .reduce((before, { from, to }) => {
              if (before.includes(from)) done.add(from);
              return before.replaceAll(from, to);
            }, text);
        },
      });
      // The text that is changed is still there: else the runtime would not be broken at all.
      expect([...done].sort()).toEqual(edits.map(({ from }) => from).sort());
      const [result] = results;
      expect(result?.outcome, describeResults(results)).toBe('broken');
      expect(result?.faults.map(({ kind }) => kind)).toContain(fault);
    },
    300_000,
  );
});
