import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openAssets } from '../../src/generators/assets.ts';
import { loadDesign } from '../../src/pipeline.ts';
import { type BrokerChoice, brokerChoices } from '../../src/prove/brokers.ts';
import type { EventProof, Scene } from '../../src/prove/proof.ts';
import { proveDesign } from '../../src/prove/prove-design.ts';
import { createDiskFiles } from '../../src/spec/project-files.ts';
import { median } from './median.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    broker: { type: 'string', default: 'embedded' },
    events: { type: 'string', default: '2000' },
    root: { type: 'string', default: process.cwd() },
  },
});
const minutes = Number(values.minutes);
const broker = brokerChoices.find((choice) => choice === values.broker);
if (broker === undefined || !(minutes > 0) || !(Number(values.events) > 0)) {
  console.error(
    `soak: --minutes and --events take a number above 0, --broker one of ${brokerChoices.join(', ')}`,
  );
  process.exit(2);
}

/** Memory that a service may gain from the second third of the soak to the last. */
const MOST_GROWTH = 1.15;
const SAMPLE_MS = 2000;

/** Events a second, over all flows, that the system takes at most. */
let most = 0;
/** The least of each part, in MiB by service: what a heap breathes above that is its own business. */
const memory: ReadonlyMap<string, number>[] = [];

const flatOut: EventProof = {
  id: 'flat-out',
  title: 'as fast as it goes',
  async attack({ run, ledger, begun, over }) {
    await begun;
    const startedAt = performance.now();
    await over;
    const handled = [...(await ledger.committed(run, 'all')).values()].reduce((sum, n) => sum + n, 0);
    most = (1000 * handled) / (performance.now() - startedAt);
    return `${most.toFixed(0)} events a second`;
  },
};

/** One part of the soak: events at half of what the system takes, and the memory of its services meanwhile. */
function part(number: number, ms: number): EventProof {
  return {
    id: `part-${number}`,
    title: `half of that, part ${number}`,
    steady: true,
    commits: () => ({ perSecond: most / 2 }),
    async attack({ system }) {
      const samples = new Map<string, number[]>(system.services.map(({ name }) => [name, []]));
      for (const end = performance.now() + ms; performance.now() < end; await sleep(SAMPLE_MS)) {
        for (const [name, list] of samples) list.push(residentMiB(system, name));
      }
      const least = [...samples].map(([name, list]) => [name, Math.min(...list)] as const);
      memory.push(new Map(least));
      return least.map(([name, mib]) => `${name} ${mib.toFixed(0)} MiB`).join(', ');
    },
  };
}

/** Memory of a process as the system counts it. */
function residentMiB(system: Scene['system'], service: string): number {
  const status = readFileSync(`/proc/${system.servicePid(service)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

process.exitCode = (await soak(values.root, broker)) ? 0 : 1;

/** Runs the shop that proofs attack; says what it saw. @returns whether all held */
async function soak(root: string, on: BrokerChoice): Promise<boolean> {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/soak-'));
  try {
    const spec = readFileSync(join(root, 'tests/prove/shop/eda.yaml'), 'utf8');
    writeFileSync(join(folder, 'eda.yaml'), spec);
    const { architecture } = loadDesign(createDiskFiles(folder), 'eda.yaml');
    if (architecture === undefined) throw new Error('the design could not be read');
    // Judged part by part: what is compared grows with the minutes of a part, not of the whole.
    const parts = Math.max(3, Math.ceil(minutes));
    const proven = await proveDesign({
      architecture,
      environment: 'local',
      broker: on,
      events: Number(values.events),
      proofs: [
        flatOut,
        ...Array.from({ length: parts }, (_, index) => part(index + 1, (minutes * 60_000) / parts)),
      ],
      folder: join(folder, '.eda/prove'),
      assets: openAssets(),
      env: process.env,
      onEvent(event) {
        if (event.kind !== 'result') return;
        const { id, outcome, attack, events, effects, faults, ms, log } = event.result;
        const rate = id === flatOut.id ? '' : `${((1000 * events) / ms).toFixed(0)}/s  `;
        console.log(`${id.padEnd(9)} ${outcome}  ${events} events, ${effects} effects  ${rate}${attack}`);
        for (const { message } of faults) console.log(`  ${message}`);
        for (const line of log) console.log(`  | ${line}`);
      },
    });
    if (!proven.ok) throw new Error(JSON.stringify(proven.diagnostics));
    const holds = proven.value.results.every(({ outcome }) => outcome === 'holds');
    console.log(holds ? 'outboxes empty, no difference' : 'there are differences');
    return judgeMemory() && holds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first third warms up; after that memory should be flat. */
function judgeMemory(): boolean {
  const third = Math.floor(memory.length / 3);
  const least = (parts: readonly ReadonlyMap<string, number>[], name: string) =>
    median(parts.map((one) => one.get(name) ?? Number.NaN));
  let isFlat = true;
  for (const name of memory[0]?.keys() ?? []) {
    const growth = least(memory.slice(-third), name) / least(memory.slice(third, -third), name);
    const verdict = growth <= MOST_GROWTH ? 'flat' : 'GREW';
    console.log(
      `memory of ${name.padEnd(16)} ${growth.toFixed(2)} × from the second third to the last  ${verdict}`,
    );
    isFlat &&= growth <= MOST_GROWTH;
  }
  return isFlat;
}
