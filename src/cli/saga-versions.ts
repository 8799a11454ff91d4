import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPaint } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { readSagaVersions } from '../generators/saga-versions.ts';
import type { ById } from '../model/architecture.ts';
import { isMap } from '../spec/is-map.ts';
import { type Lock, lockName, parseLock, printLock } from '../write/lock.ts';
import { replaceFile } from '../write/replace-file.ts';
import type { SagaDropOptions, SagaOptions } from './commands/saga.ts';
import { exitCode } from './exit-code.ts';
import { type FoundServices, findServices } from './find-services.ts';
import type { Io } from './io.ts';
import { oneLine } from './one-line.ts';
import { findProject } from './project.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import { sayWhoIsSilent } from './say-who-is-silent.ts';
import type { GlobalOptions } from './session.ts';

/** Runs of a version, as a service counts them. */
interface VersionCount {
  readonly service: string;
  readonly saga: string;
  readonly version: number;
  readonly open: number;
  readonly ended: number;
  /** Whether the code has it. */
  readonly known: boolean;
  readonly newest: boolean;
}

/** `eda saga versions` */
export async function runSagaVersions(options: SagaOptions, globals: GlobalOptions, io: Io): Promise<number> {
  const found = await findServices(options, globals, io);
  if (!found.ok) return refuseWith(io)(found.message, found.code, found.help);
  const silent = sayWhoIsSilent(found, io);
  const versions = await countVersions(found);
  if (typeof versions === 'string') return refuseWith(io)(versions, exitCode.findings);
  const paint = createPaint(globals.colour);
  if (options.format === 'json') writeJson(io, { versions });
  else if (versions.length === 0) io.stdout.write('no service runs a saga\n');
  else {
    const width = Math.max(...versions.map(({ saga, version }) => `${saga}@${version}`.length));
    for (const { service, saga, version, open, ended, known, newest } of versions) {
      const name = oneLine(`${saga}@${version}`).padEnd(width);
      const note = !known
        ? paint.red('the code does not have it any more')
        : newest
          ? 'new runs'
          : open === 0
            ? `can go: eda saga drop ${oneLine(saga)}@${version}`
            : 'has to stay';
      io.stdout.write(
        `${paint.bold(name)}  ${open} open, ${ended} ended  ${note}  ${paint.dim(oneLine(service))}\n`,
      );
    }
  }
  const lost = versions.some(({ known, open }) => !known && open > 0);
  return lost || silent > 0 ? exitCode.findings : exitCode.fine;
}

async function countVersions(
  found: Extract<FoundServices, { ok: true }>,
): Promise<readonly VersionCount[] | string> {
  const counts: VersionCount[] = [];
  for (const client of found.services) {
    const answer = await client.get('/eda/saga-versions');
    if (!answer.ok && answer.status !== 404) return `${client.service}: ${oneLine(answer.reason)}`;
    if (!answer.ok) continue;
    const { versions } = answer.body as { versions: readonly Omit<VersionCount, 'service'>[] };
    counts.push(...versions.map((count) => ({ service: client.service, ...count })));
  }
  return counts;
}

/** `eda saga drop` */
export async function runSagaDrop(
  named: string,
  options: SagaDropOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const { saga = '', number = '' } = /^(?<saga>[^@]+)@(?<number>[1-9]\d{0,8})$/.exec(named)?.groups ?? {};
  if (saga === '') return fail(`${named} is no version of a saga; one looks like order-fulfilment@1`);
  const version = Number(number);
  const project = findProject(globals.cwd);
  if (!project.ok) return fail(project.message);
  const file = join(project.project.folder, lockName);
  const lock = readLockFile(file);
  if (lock === undefined)
    return fail(`${lockName} cannot be read; restore it from version control`, exitCode.unreadable);
  const next = withoutVersion(lock, saga, version);
  if (typeof next === 'string') return fail(next);
  if (!options.force) {
    const found = await findServices(options, globals, io);
    if (!found.ok) return fail(found.message, found.code, '--force drops it without asking the services');
    const silent = sayWhoIsSilent(found, io);
    const counts = await countVersions(found);
    if (typeof counts === 'string') return fail(counts, exitCode.findings);
    const own = counts.find((count) => count.saga === saga && count.version === version);
    if (own === undefined || silent > 0) {
      return fail(
        `no service that answers runs ${named}`,
        exitCode.findings,
        '--force drops it all the same',
      );
    }
    if (own.open > 0) {
      return fail(
        `${named} has open runs: ${own.open}, in ${own.service}`,
        exitCode.findings,
        `eda saga list --saga ${oneLine(saga)} shows them`,
      );
    }
  }
  replaceFile(project.project.folder, lockName, printLock(next), new Set());
  if (options.format === 'json') writeJson(io, { saga, version, dropped: true });
  else io.stdout.write(`${oneLine(named)} is gone from ${lockName} · next:  eda generate\n`);
  return exitCode.fine;
}

function readLockFile(file: string): Lock | undefined {
  try {
    return parseLock(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The lock without a version of a saga, in whichever generator recorded it; or why that can't be, as a clause. */
function withoutVersion(lock: Lock, saga: string, version: number): Lock | string {
  let isThere = false;
  const records: { [generator: string]: ById<unknown> } = { ...lock.records };
  for (const [generator, record] of Object.entries(lock.records)) {
    const sagas = record.sagas as ById<unknown> | undefined;
    const known =
      sagas !== undefined && Object.hasOwn(sagas, saga) ? readSagaVersions(sagas[saga]) : undefined;
    if (known === undefined || !known.some((one) => one.version === version)) continue;
    if (known.at(-1)?.version === version)
      return `version ${version} of ${saga} is the one that new runs follow`;
    isThere = true;
    const left = known.filter((one) => one.version !== version);
    records[generator] = { ...record, sagas: { ...sagas, [saga]: left } };
  }
  if (isThere) return { ...lock, records };
  const others = Object.values(lock.records).flatMap(({ sagas }) => (isMap(sagas) ? Object.keys(sagas) : []));
  return `${lockName} has no version ${version} of a saga ${saga}${others.includes(saga) ? '' : didYouMean(saga, others)}`;
}
