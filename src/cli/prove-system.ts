import { join } from 'node:path';
import { didYouMean } from '../diagnostics/suggest.ts';
import { openAssets } from '../generators/assets.ts';
import { loadDesign } from '../pipeline.ts';
import { brokerChoices } from '../prove/brokers.ts';
import type { Proof } from '../prove/proof.ts';
import { proofs } from '../prove/proofs.ts';
import { proveDesign } from '../prove/prove-design.ts';
import type { ProveFlags } from './commands/prove.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { findProject } from './project.ts';
import { createProveReport } from './prove-report.ts';
import { openProject } from './read-design.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** `eda prove` */
export async function runProve(
  flags: ProveFlags,
  globals: GlobalOptions,
  io: Io,
  platform = process.platform,
): Promise<number> {
  const refuse = refuseWith(io);
  const report = createProveReport(io, globals.colour);
  const chosen = chooseProofs(flags.only);
  if (typeof chosen === 'string') return refuse(chosen, exitCode.usage, 'eda prove --list names them all');
  if (flags.list) {
    if (flags.format === 'json') writeJson(io, { proofs: chosen.map(({ id, title }) => ({ id, title })) });
    else report.list(chosen);
    return exitCode.fine;
  }
  if (platform === 'win32') {
    return refuse(
      'eda prove freezes and kills processes by signals, which Windows does not have',
      exitCode.usage,
      'run it in WSL, in a container or in CI; docs/platforms.md says what else runs where',
    );
  }
  const broker = brokerChoices.find((choice) => choice === flags.broker);
  if (broker === undefined) {
    const meant = didYouMean(flags.broker, brokerChoices);
    return refuse(
      `${flags.broker} is no broker to prove on${meant}`,
      exitCode.usage,
      `there are ${brokerChoices.join(', ')}`,
    );
  }
  const project = openProject(globals.cwd, refuse, findProject);
  if (typeof project === 'number') return project;
  const { architecture, diagnostics } = loadDesign(project.files, project.entry);
  if (architecture === undefined || diagnostics.some(({ severity }) => severity === 'error')) {
    return refuse('the design has errors; eda validate says which', exitCode.unreadable);
  }
  const known = Object.keys(architecture.environments);
  if (!known.includes(flags.env)) {
    return refuse(`there is no environment ${flags.env}${didYouMean(flags.env, known)}; ${known.join(', ')}`);
  }
  const begunAt = Date.now();
  const stop = new AbortController();
  const unlisten = endOnSignals(stop);
  try {
    const proven = await proveDesign({
      architecture,
      environment: flags.env,
      broker,
      proofs: chosen,
      events: flags.events,
      folder: join(project.folder, '.eda/prove'),
      assets: openAssets(),
      env: io.env,
      signal: stop.signal,
      onEvent: flags.format === 'json' ? () => {} : report.note,
    });
    if (stop.signal.aborted) return refuse('stopped before the end: nothing is proven', exitCode.findings);
    if (!proven.ok) {
      for (const { message, help } of proven.diagnostics) refuse(message, exitCode.usage, help);
      return exitCode.usage;
    }
    const { results, left } = proven.value;
    const holds = results.every(({ outcome }) => outcome !== 'broken');
    const ms = Date.now() - begunAt;
    if (flags.format === 'json')
      writeJson(io, { holds, environment: flags.env, broker, ms, proofs: results, left });
    else report.conclude(results, left, ms);
    return holds ? exitCode.fine : exitCode.findings;
  } finally {
    unlisten();
  }
}

function chooseProofs(only: readonly string[]): readonly Proof[] | string {
  if (only.length === 0) return proofs;
  const ids = proofs.map(({ id }) => id);
  const unknown = only.find((id) => !ids.includes(id));
  if (unknown !== undefined) return `there is no proof ${unknown}${didYouMean(unknown, ids)}`;
  return proofs.filter(({ id }) => only.includes(id));
}

/** The first signal asks for an orderly end; the second ends at once, and the guard clears up. */
function endOnSignals(stop: AbortController): () => void {
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}
