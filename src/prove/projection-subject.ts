import { setTimeout as sleep } from 'node:timers/promises';
import { commitEvents } from './commit-events.ts';
import { type Fault, faultOf } from './judge-run.ts';
import type { Ledger } from './ledger.ts';
import type { ProjectionCheck, ProjectionChecks } from './projection-checks.ts';
import type { ProofSystem } from './proof-system.ts';
import type { Subject, Verdict } from './subject.ts';

/** How long a rebuild may take. */
const rebuildMs = 120_000;

/** What a projection's table should hold, and what it does. */
interface Counted {
  readonly name: string;
  readonly events: number;
  /** Undefined: its table counts nothing. */
  readonly rows: number | undefined;
  readonly faults: number;
  /** Positions of the store that its table has not got to. */
  readonly behind: number;
}

/** Tables of the projections of a design, which are what their events come to. */
export function createProjectionSubject(
  { checks, flows }: Pick<ProjectionChecks, 'checks' | 'flows'>,
  aggregates: Subject,
  { system, ledger }: { readonly system: ProofSystem; readonly ledger: Ledger },
): Subject {
  const stored = checks.some((check) => check.stored.length > 0);

  async function count(check: ProjectionCheck): Promise<Counted> {
    const [own, received] = await Promise.all([
      countOwn(ledger, check),
      ledger.askAll<{ n: number }>(
        `SELECT count(*)::int AS n FROM prove.envelope WHERE envelope->>'type' = ANY ($1::text[])`,
        [Object.values(check.subscribed)],
      ),
    ]);
    const arrived = received.reduce((sum, { n }) => sum + n, 0);
    return { ...own, name: check.projection, events: own.events + arrived };
  }

  return {
    services: [...new Set(checks.map(({ service }) => service))],
    ...(checks.length === 0 && { missing: 'the design has no projection that can be checked' }),
    async work(order) {
      const { run, until } = order;
      const count = Math.max(1, Math.ceil(order.count / (stored && flows.length > 0 ? 2 : 1)));
      await Promise.all([
        stored ? aggregates.work({ ...order, count: Math.ceil(count / 2) }) : undefined,
        flows.length > 0 ? commitEvents({ run, flows, system, ledger, count, until }) : undefined,
      ]);
    },
    async countOpen() {
      const counted = await Promise.all(checks.map(count));
      return counted.reduce(
        (sum, { events, rows, behind }) => sum + behind + Math.max(0, events - (rows ?? events)),
        0,
      );
    },
    async judge(): Promise<Verdict> {
      const counted = await Promise.all(checks.map(count));
      const pending = await ledger.pending();
      const faults: Fault[] = [
        ...faultOf(
          'table',
          'tables that are not what their events come to',
          counted
            .filter(({ events, rows }) => rows !== undefined && rows !== events)
            .map(({ name, events, rows }) => `${name} (${rows} of ${events} events)`),
        ),
        ...faultOf(
          'table',
          'tables that do not go on',
          counted.filter(({ behind }) => behind > 0).map(({ name, behind }) => `${name} (${behind} behind)`),
        ),
        ...faultOf(
          'table',
          'projections that left events out',
          counted.filter((one) => one.faults > 0).map(({ name, faults: left }) => `${name} (${left})`),
        ),
      ];
      if (pending > 0) faults.push({ kind: 'unsent', message: `${pending} events are still in outboxes` });
      const events = counted.reduce((sum, one) => sum + one.events, 0);
      const rows = counted.reduce((sum, one) => sum + (one.rows ?? 0), 0);
      return { faults, counted: `${checks.length} tables of ${events} events so far`, events, effects: rows };
    },
    async rebuild() {
      const rebuilt = checks.filter(({ rebuilds }) => rebuilds);
      for (const { service, projection } of rebuilt) await askRebuild(system, service, projection);
      return rebuilt.length;
    },
    async compare() {
      const different: string[] = [];
      for (const check of checks.filter(({ rebuilds }) => rebuilds)) {
        const difference = await compareWithRebuilt(system, ledger, check);
        if (difference !== undefined) different.push(difference);
      }
      return faultOf('table', 'tables that differ from what they are when built anew', different);
    },
  };
}

/** What the service itself has of a projection; its store is there where the projection has a position in it. */
async function countOwn(
  ledger: Ledger,
  { service, projection, table, counter, stored, isPositioned, isImmediate }: ProjectionCheck,
): Promise<Omit<Counted, 'name'>> {
  const sum = counter === undefined ? 'NULL' : `coalesce(sum("${counter}"), 0)::float8`;
  const [rows] = await ledger.ask<{ n: number | null }>(service, `SELECT ${sum} AS n FROM public."${table}"`);
  const base = { rows: rows?.n ?? undefined, events: 0, faults: 0, behind: 0 };
  if (!isPositioned) return base;
  const [store] = await ledger.ask<Pick<Counted, 'events' | 'faults' | 'behind'>>(
    service,
    `SELECT count(*)::int AS events,
       count(*) FILTER (WHERE $3 AND position > (SELECT p.position FROM eda.projection p
         WHERE p.name = $2 AND p.state = 'live'))::int AS behind,
       (SELECT count(*)::int FROM eda.projection_fault WHERE name = $2) AS faults
     FROM eda.event WHERE type = ANY ($1::text[])`,
    [stored, projection, !isImmediate],
  );
  return { ...base, ...store };
}

/** What differs between a table and what it is when built anew, of events that were all there before: others still come. */
async function compareWithRebuilt(
  system: ProofSystem,
  ledger: Ledger,
  check: ProjectionCheck,
): Promise<string | undefined> {
  for (const deadline = Date.now() + rebuildMs; ; await sleep(500)) {
    const from = await lastPosition(ledger, check);
    const { behind } = await countOwn(ledger, check);
    const before = await hashTable(ledger, check);
    await rebuildTable(system, ledger, check);
    const after = await hashTable(ledger, check);
    if (before === after) return undefined;
    const isSettled = behind === 0 && (await lastPosition(ledger, check)) === from;
    if (isSettled || Date.now() > deadline) return `${check.projection} (${before}, rebuilt ${after})`;
  }
}

/** Of the sequence that stored and kept events of a service have in common. */
async function lastPosition(ledger: Ledger, { service }: ProjectionCheck): Promise<number> {
  const [row] = await ledger.ask<{ last: number }>(
    service,
    'SELECT last_value::float8 AS last FROM eda.event_position',
  );
  return row?.last ?? 0;
}

/** How many rows, and a hash of them. */
async function hashTable(ledger: Ledger, { service, table }: ProjectionCheck): Promise<string> {
  const [row] = await ledger.ask<{ hash: string }>(
    service,
    `SELECT count(*) || ' rows ' || left(md5(string_agg(t::text, '|' ORDER BY t::text)), 8) AS hash FROM public."${table}" t`,
  );
  return row?.hash ?? '';
}

/** Asks for a rebuild, and waits until the table is swapped. */
async function rebuildTable(
  system: Pick<ProofSystem, 'urlOf' | 'adminToken'>,
  ledger: Ledger,
  { service, projection }: Pick<ProjectionCheck, 'service' | 'projection'>,
): Promise<void> {
  await askRebuild(system, service, projection);
  for (const deadline = Date.now() + rebuildMs; await isRebuilding(ledger, service, projection); ) {
    if (Date.now() > deadline) throw new Error(`${projection} is not rebuilt after ${rebuildMs / 1000} s`);
    await sleep(100);
  }
}

/** Asks for a rebuild until the service takes the order; one that goes on is as good. */
async function askRebuild(
  system: Pick<ProofSystem, 'urlOf' | 'adminToken'>,
  service: string,
  projection: string,
): Promise<void> {
  for (const deadline = Date.now() + rebuildMs; ; await sleep(200)) {
    const url = `${system.urlOf(service)}/eda/projections/${encodeURIComponent(projection)}/rebuild`;
    const headers = { authorization: `Bearer ${system.adminToken}` };
    const answer = await fetch(url, { method: 'POST', headers }).catch(() => undefined);
    if (answer?.ok || answer?.status === 409) return;
    if (Date.now() > deadline)
      throw new Error(`${service} does not rebuild ${projection}: ${answer?.status}`);
  }
}

async function isRebuilding(ledger: Ledger, service: string, projection: string): Promise<boolean> {
  const [row] = await ledger.ask<{ n: number }>(
    service,
    `SELECT count(*)::int AS n FROM eda.projection WHERE name = $1 AND (rebuild OR state = 'building')`,
    [projection],
  );
  return (row?.n ?? 0) > 0;
}
