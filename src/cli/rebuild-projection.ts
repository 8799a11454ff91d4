import { createPaint } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { AdminClient } from './admin-client.ts';
import type { ProjectionRebuildOptions } from './commands/projection.ts';
import { exitCode } from './exit-code.ts';
import { findServices } from './find-services.ts';
import type { Io } from './io.ts';
import { type ProjectionStatus, readProjections } from './list-projections.ts';
import { oneLine } from './one-line.ts';
import { showProgress } from './progress.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import { sayWhoIsSilent } from './say-who-is-silent.ts';
import type { GlobalOptions } from './session.ts';

const POLL_MS = 300;

/** `eda projection rebuild` */
export async function runProjectionRebuild(
  name: string,
  options: ProjectionRebuildOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const found = await findServices(options, globals, io);
  if (!found.ok) return fail(found.message, found.code, found.help);
  const silent = sayWhoIsSilent(found, io);
  const known: string[] = [];
  for (const client of found.services) {
    const own = await readProjections(client);
    if (typeof own === 'string') return fail(own, exitCode.findings);
    known.push(...own.map(({ projection }) => projection));
    if (own.some(({ projection }) => projection === name))
      return await rebuild(client, name, options, globals, io);
  }
  return fail(
    `no service has a projection ${oneLine(name)}${didYouMean(name, known)}`,
    silent > 0 ? exitCode.findings : exitCode.usage,
  );
}

async function rebuild(
  client: AdminClient,
  name: string,
  options: ProjectionRebuildOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const answer = await client.post(`/eda/projections/${encodeURIComponent(name)}/rebuild`);
  if (!answer.ok) return fail(`${oneLine(name)}: ${lowerFirst(oneLine(answer.reason))}`, exitCode.findings);
  const paint = createPaint(globals.colour);
  if (options.wait) {
    const end = showProgress(io, `${oneLine(name)} is rebuilt`);
    const status = await waitForEnd(client, name).finally(end);
    if (typeof status === 'string') return fail(status, exitCode.findings);
    if (status.building?.error)
      return fail(`${oneLine(name)} cannot be rebuilt: ${oneLine(status.building.error)}`, exitCode.findings);
    if (options.format === 'json') writeJson(io, { service: client.service, ...status });
    else io.stdout.write(`${paint.green('✓')} ${oneLine(name)}  is rebuilt and read from now on\n`);
    return status.faults.length > 0 ? exitCode.findings : exitCode.fine;
  }
  if (options.format === 'json')
    writeJson(io, { service: client.service, projection: name, requested: true });
  else io.stdout.write(`${oneLine(name)}  will be rebuilt   ${paint.dim('eda projection list')}\n`);
  return exitCode.fine;
}

/** Until the new table is read, or something keeps it from that. */
async function waitForEnd(client: AdminClient, name: string): Promise<ProjectionStatus | string> {
  for (;;) {
    const own = await readProjections(client);
    if (typeof own === 'string') return own;
    const status = own.find(({ projection }) => projection === name);
    if (status === undefined) return `${client.service} has no projection ${oneLine(name)} any more`;
    if (status.building?.error || (!status.requested && status.building === undefined)) return status;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
