import { join } from 'node:path';
import { startGuard } from '../dev/guard.ts';
import { fail, type Outcome, problem, succeed } from '../dev/outcome.ts';
import type { Assets } from '../generators/generator.ts';
import type { Architecture } from '../model/architecture.ts';
import { createAggregateSubject } from './aggregate-subject.ts';
import { type BrokerChoice, type BrokerStarter, startBroker } from './brokers.ts';
import { type Findings, findAll } from './findings.ts';
import type { Flow, LeftOut } from './flow.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { patienceWith } from './patience.ts';
import { placeOnBroker } from './place-on-broker.ts';
import { type Mutation, planSystem } from './plan-system.ts';
import { createProjectionSubject } from './projection-subject.ts';
import type { Proof } from './proof.ts';
import { type ProofSystem, startProofSystem } from './proof-system.ts';
import { type ProofResult, runProof } from './run-proof.ts';
import { runStateProof } from './run-state-proof.ts';
import { shortenSagas } from './saga-plays.ts';
import { createSagaSubject } from './saga-subject.ts';
import type { Subject, SubjectName } from './subject.ts';

export interface ProveOptions {
  readonly architecture: Architecture;
  /** Its settings hold; its brokers' addresses are never used. */
  readonly environment: string;
  readonly broker: BrokerChoice | BrokerStarter;
  readonly proofs: readonly Proof[];
  /** Committed for each proof, over all flows. */
  readonly events: number;
  /** Where the system is written and its components keep their data: the project's `.eda/prove`. */
  readonly folder: string;
  readonly assets: Assets;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long nothing may move before what is missing counts as lost. Default: what the broker's ways ask for, `patienceWith`. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
  /** Breaks the system on purpose. */
  readonly mutate?: Mutation;
  readonly onEvent?: (event: ProveEvent) => void;
}

/** What a run tells while it goes on. */
export type ProveEvent =
  | { readonly kind: 'progress'; readonly message: string }
  | {
      readonly kind: 'started';
      readonly flows: readonly Flow[];
      readonly sagas: number;
      readonly aggregates: number;
      readonly projections: number;
      readonly services: number;
      readonly on: string;
    }
  | { readonly kind: 'proof'; readonly proof: Proof }
  | { readonly kind: 'result'; readonly result: ProofResult };

export interface Proven {
  readonly results: readonly ProofResult[];
  readonly left: readonly LeftOut[];
}

/**
 * Runs a system of the design with recording code in place of people's, on a broker and a database that are started for
 * it and thrown away, and attacks it proof after proof. Nothing that ran before is touched.
 */
export async function proveDesign(options: ProveOptions): Promise<Outcome<Proven>> {
  const { environment, folder, env, proofs, signal, onEvent = () => {} } = options;
  const onProgress = (message: string) => onEvent({ kind: 'progress', message });
  const guard = startGuard();
  const undo: (() => Promise<unknown> | unknown)[] = [() => guard.close()];
  try {
    const broker = await startBroker(options.broker, join(folder, 'broker'), guard, onProgress);
    if (!broker.ok) return broker;
    undo.push(() => broker.value.stop());
    const architecture = shortenSagas(placeOnBroker(options.architecture, environment, broker.value));
    const { patienceMs = patienceWith(architecture, environment, broker.value.type) } = options;
    const found = findAll(architecture, environment);
    if (found.services.size === 0) return fail(reportNothing(found));
    onProgress('generating and starting the system');
    const texts = await planSystem(architecture, environment, found.script, options.assets, options.mutate);
    const started = await startProofSystem({
      ...{ folder: join(folder, 'system'), environment, texts, env, signal, onProgress },
      sidecar: options.broker === 'embedded' ? 'embedded-process' : 'daprd',
      broker: broker.value.nodes,
      prepare: broker.value.prepare,
    });
    if (!started.ok) return started;
    const system = started.value;
    undo.push(() => system.stop());
    const withDatabase = system.services.flatMap(({ name, databaseUrl }) =>
      databaseUrl !== undefined && found.services.has(name) ? [{ name, databaseUrl }] : [],
    );
    const ledger = await openLedger(withDatabase);
    undo.push(() => ledger.close());
    const { flows, sagas, aggregates, projections } = found;
    onEvent({
      kind: 'started',
      ...{ flows, services: system.services.length, on: broker.value.title },
      ...{ sagas: sagas.length, aggregates: aggregates.length, projections: projections.checks.length },
    });
    const subjects = createSubjects(found, { system, ledger });
    const results: ProofResult[] = [];
    for (const proof of proofs) {
      if (signal?.aborted) return fail();
      onEvent({ kind: 'proof', proof });
      const run = { system, ledger, events: options.events, patienceMs };
      const result =
        'subject' in proof
          ? await runStateProof(proof, { ...run, subjects })
          : await runProof(proof, { ...run, flows });
      results.push(result);
      onEvent({ kind: 'result', result });
    }
    return succeed({ results, left: found.left });
  } finally {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  }
}

function createSubjects(
  { sagas, aggregates, projections }: Findings,
  running: { readonly system: ProofSystem; readonly ledger: Ledger },
): Readonly<Record<SubjectName, Subject>> {
  const deciding = createAggregateSubject(aggregates, running.ledger);
  return {
    sagas: createSagaSubject(sagas, running.ledger),
    aggregates: deciding,
    projections: createProjectionSubject(projections, deciding, running),
  };
}

function reportNothing({ left }: Findings) {
  const [first] = left;
  const message = 'there is nothing to prove: no event goes from an outbox of yours to a handler of yours';
  const help =
    first === undefined ? 'the design has no events' : `for example ${first.name}: ${first.because}`;
  return problem('nothing-to-prove', message, help, 'eda.yaml');
}
