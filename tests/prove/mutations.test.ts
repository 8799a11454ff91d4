import { describe, expect, it } from 'vitest';
import { describeResults, proveShop } from './prove-shop.ts';

/** A guarantee, how it is broken in the runtime that the services carry, and the proof that has to notice. */
interface BrokenGuarantee {
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  readonly proof: string;
  readonly fault: string;
  /** Default: the shop. */
  readonly design?: string;
}

const repairs = 'tests/prove/repairs';

const broken: { readonly [what: string]: BrokenGuarantee } = {
  'no outbox: events leave after the commit, from memory': {
    edits: [
      {
        file: 'database.ts',
        from: 'lanes = await writeAndCommit();',
        to: 'lanes = [];\n        await endTransaction();',
      },
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
        to: "void new Promise((later) => setTimeout(later, 500)).then(() => consumeTraced(runtime, consumer, incoming));\n    const consumed: Consumed = { status: 'SUCCESS', outcome: 'handled' };",
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
  'no lanes: while one event is tried again, all others wait': {
    edits: [
      {
        file: 'dispatcher.ts',
        from: 'const consumed = await consumeTraced(runtime, consumer, incoming);',
        to: `const line = runtime as { tried?: string | undefined };
    while (line.tried !== undefined && line.tried !== incoming.envelope.id) {
      await new Promise((later) => setTimeout(later, 20));
    }
    const consumed = await consumeTraced(runtime, consumer, incoming);
    if (consumed.status === 'RETRY') line.tried ??= incoming.envelope.id;
    else if (line.tried === incoming.envelope.id) line.tried = undefined;`,
      },
    ],
    proof: 'poison',
    fault: 'blocked',
  },
  'no distance: a service waits while its neighbour is silent': {
    edits: [
      {
        file: 'dispatcher.ts',
        from: 'const consumed = await consumeTraced(runtime, consumer, incoming);',
        to: `const { statSync, writeFileSync } = await import('node:fs');
    const { name } = runtime.definition;
    const beating = globalThis as { heart?: NodeJS.Timeout };
    beating.heart ??= setInterval(() => writeFileSync(\`../\${name}.beat\`, ''), 50).unref();
    const neighbour = name === 'stock-service' ? 'billing-service' : 'stock-service';
    const beat = () => statSync(\`../\${neighbour}.beat\`, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    while (Date.now() - beat() > 500) await new Promise((later) => setTimeout(later, 20));
    const consumed = await consumeTraced(runtime, consumer, incoming);`,
      },
    ],
    proof: 'slow-consumer',
    fault: 'blocked',
  },
  'sagas, no inbox: a command that comes again runs again': {
    edits: [{ file: 'inbox.ts', from: 'return rows[0]?.inserted ? ', to: 'return rows[0] ? ' }],
    design: repairs,
    proof: 'saga-three-times',
    fault: 'double',
  },
  'sagas, no waiting: a coordinator says SUCCESS before it has committed': {
    edits: [
      {
        file: 'dispatcher.ts',
        from: 'const consumed = await consumeTraced(runtime, consumer, incoming);',
        to: "void new Promise((later) => setTimeout(later, 500)).then(() => consumeTraced(runtime, consumer, incoming));\n    const consumed: Consumed = { status: 'SUCCESS', outcome: 'handled' };",
      },
    ],
    design: repairs,
    proof: 'saga-coordinator-killed',
    fault: 'unended',
  },
  'sagas, no timer: nobody looks after runs whose time is up': {
    edits: [
      {
        file: 'saga-timer.ts',
        from: 'for (const run of due) {',
        to: 'for (const run of due.slice(BATCH)) {',
      },
    ],
    design: repairs,
    proof: 'saga-late-replies',
    fault: 'unended',
  },
  'sagas, no late effects: what a step did behind its undoing is forgotten': {
    edits: [{ file: 'saga-decide.ts', from: "case 'undone': {", to: "case 'given-up': {" }],
    design: repairs,
    proof: 'saga-late-replies',
    fault: 'half',
  },
  'aggregates, no one transaction: events are stored beside it': {
    edits: [
      {
        file: 'aggregate.ts',
        from: 'const positions = await appendEvents(\n      work.tx,',
        to: 'const positions = await appendEvents(\n      runtime.database as never,',
      },
      {
        file: 'aggregate.ts',
        from: 'if (positions === undefined) {',
        to: 'await new Promise((later) => setTimeout(later, 100));\n    if (positions === undefined) {',
      },
    ],
    design: repairs,
    proof: 'decider-killed',
    fault: 'half',
  },
  'aggregates, no second look: who comes second keeps the decision on what it first read': {
    edits: [
      {
        file: 'aggregate.ts',
        from: 'const decided = code.decide(command, loaded.state as never);',
        to: `const read = work as { first?: { [stream: string]: unknown } };
    read.first ??= {};
    read.first[stream] ??= loaded.state;
    const decided = code.decide(command, read.first[stream] as never);`,
      },
    ],
    design: repairs,
    proof: 'two-deciders',
    fault: 'stale',
  },
  'aggregates, no outbox: what is stored is not published': {
    edits: [
      {
        file: 'aggregate.ts',
        from: 'if (message !== undefined) work.enqueue(message);',
        to: 'if (message !== undefined && Math.random() < 0.9) work.enqueue(message);',
      },
    ],
    design: repairs,
    proof: 'decider-killed',
    fault: 'unpublished',
  },
  'projections, no one transaction: rows are written beside the position': {
    edits: [
      {
        file: 'projection-tick.ts',
        from: 'await writeRows(tx, projection, table, rows);',
        to: '{\n    await writeRows(runtime.database, projection, table, rows);\n    await new Promise((later) => setTimeout(later, 500));\n  }',
      },
    ],
    design: repairs,
    proof: 'projection-killed',
    fault: 'table',
  },
  'projections, no horizon: a position that is not there yet is passed by': {
    edits: [{ file: 'append-horizon.ts', from: 'let { holders } = row;', to: 'let holders: string[] = [];' }],
    design: repairs,
    proof: 'projection-killed',
    fault: 'table',
  },
  'projections, no inbox: a topic that is replayed counts again': {
    edits: [{ file: 'inbox.ts', from: 'return rows[0]?.inserted ? ', to: 'return rows[0] ? ' }],
    design: repairs,
    proof: 'projection-replayed',
    fault: 'table',
  },
  'projections, no last step: a rebuilt table takes its place without what came meanwhile': {
    edits: [
      {
        file: 'projection-rebuild.ts',
        from: "await applyFeed(runtime, tx, { projection, state: 'building', table }, rest, careful);",
        to: 'void careful;',
      },
      {
        file: 'projection-rebuild.ts',
        from: 'await tx.query(AWAIT_LIVE, [projection.name]);',
        to: 'await new Promise((later) => setTimeout(later, 500));\n      await tx.query(AWAIT_LIVE, [projection.name]);',
      },
    ],
    design: repairs,
    proof: 'projection-rebuilt',
    fault: 'table',
  },
};

/** Those of events, and one each of sagas and aggregates; the others with `EDA_PROVE_ALL=1`, for minutes more. */
const always = ['sagas, no inbox', 'aggregates, no one transaction'];
const chosen = Object.keys(broken).filter(
  (name) =>
    process.env.EDA_PROVE_ALL !== undefined ||
    !/^(sagas|aggregates|projections)/.test(name) ||
    always.some((one) => name.startsWith(one)),
);

describe('a proof notices what is broken on purpose', () => {
  it.each(chosen)(
    '%s',
    async (name) => {
      const { edits, proof, fault, design } = broken[name] as BrokenGuarantee;
      const done = new Set<string>();
      const results = await proveShop({
        ...(design !== undefined && { design }),
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
