import { type FlowEntry, readFlowLog } from '../dev/flow-log.ts';
import { readRunningSystem } from '../dev/running-system.ts';
import { createPaint } from '../diagnostics/format/paint.ts';
import type { AdminClient } from './admin-client.ts';
import type { TraceOptions } from './commands/trace.ts';
import { describeFlow, stepsOf } from './describe-flow.ts';
import { exitCode } from './exit-code.ts';
import { findServices } from './find-services.ts';
import { completeId, gatherFlow } from './flow.ts';
import type { Io } from './io.ts';
import { readMoment } from './moment.ts';
import { oneLine } from './one-line.ts';
import { findProject } from './project.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import { sayWhoIsSilent } from './say-who-is-silent.ts';
import type { GlobalOptions } from './session.ts';

/** `eda trace` */
export async function runTrace(
  text: string,
  options: TraceOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const start = text.trim().replace(/^…|…$/g, '');
  if (start.length < 4 || start.length > 256)
    return fail('an id has 4 to 256 characters, or a part of it has');
  const since = readMoment(options.since);
  if (since === undefined) return fail(`--since ${options.since} is no time; 2h (ago) and 2026-03-01 are`);
  const entries = options.url.length > 0 ? [] : keptEntries(globals);
  const asked = await askWhom(options, globals, entries, io);
  if (!asked.ok) return asked.code;
  const complete = completeId(start, entries);
  if (complete.length > 1) {
    return fail(
      `several begin or end with ${start}: ${complete.slice(0, 5).map(oneLine).join(', ')}${complete.length > 5 ? ', …' : ''}`,
    );
  }
  const id = complete[0] ?? start;
  const flow = await gatherFlow(id, entries, asked.services, since);
  if (typeof flow === 'string') return fail(flow, exitCode.findings);
  const steps = stepsOf(flow);
  if (steps.length === 0) {
    return fail(
      `nothing is known of ${id}`,
      exitCode.findings,
      'ids are those of an event, a conversation or a trace; without eda dev they are to be whole',
    );
  }
  if (options.format === 'json') writeJson(io, { id, ids: [...flow.ids], steps, records: flow.records });
  else io.stdout.write(describeFlow(id, flow, steps, createPaint(globals.colour)));
  return asked.silent > 0 ? exitCode.findings : exitCode.fine;
}

function keptEntries({ cwd }: GlobalOptions): FlowEntry[] {
  const found = findProject(cwd);
  return readFlowLog(found.ok ? found.project.folder : cwd);
}

type Asked =
  | { readonly ok: true; readonly services: readonly AdminClient[]; readonly silent: number }
  | { readonly ok: false; readonly code: number };

/** Of a system that has ended, there is what was kept. */
async function askWhom(
  options: TraceOptions,
  globals: GlobalOptions,
  entries: readonly FlowEntry[],
  io: Io,
): Promise<Asked> {
  const found = findProject(globals.cwd);
  const isRunning = readRunningSystem(found.ok ? found.project.folder : globals.cwd) !== undefined;
  if (options.url.length === 0 && !isRunning && entries.length > 0) {
    io.stderr.write(
      'eda dev does not run here: this is what it kept; the tables of the services are not asked\n',
    );
    return { ok: true, services: [], silent: 0 };
  }
  const services = await findServices(options, globals, io);
  if (!services.ok)
    return { ok: false, code: refuseWith(io)(services.message, services.code, services.help) };
  return { ok: true, services: services.services, silent: sayWhoIsSilent(services, io) };
}
