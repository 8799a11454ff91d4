import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Architecture, ById } from '../model/architecture.ts';
import { indexArchitecture } from '../model/query.ts';
import { rememberAnswers } from '../model/remember.ts';
import type { Assets, Generator, PlanInput, PlannedFile } from './generator.ts';
import { type PlanMemory, planByMemory } from './remembered-plan.ts';

/** A planned file and who planned it. */
export interface OwnedFile extends PlannedFile {
  readonly generator: string;
}

export interface FullPlan {
  /** Sorted by path, each path once. */
  readonly files: readonly OwnedFile[];
  /** Ids of the generators that ran: what others wrote before is not stale. */
  readonly ran: readonly string[];
  readonly records: ById<ById<unknown>>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PlanRequest {
  readonly architecture: Architecture;
  readonly generators: readonly Generator[];
  /** What each generator recorded last time. */
  readonly records: ById<ById<unknown>>;
  readonly assets: Assets;
  /** Ids of the generators to run; absent: all that the design doesn't turn off. */
  readonly only?: readonly string[];
  /** Services whose code is wanted, where the project holds that of some alone. */
  readonly services?: ReadonlySet<string>;
  /** Where people put things in pictures. */
  readonly places?: PlanInput['places'];
  /** Plans of the last run, for generators that read a part of the design. */
  readonly memory?: PlanMemory;
}

/**
 * Asks the generators what should exist. Checks options and names, refuses two owners of one path and paths that
 * leave the project. Pure: nothing is written, and no content is made yet.
 */
export async function planFiles(request: PlanRequest): Promise<FullPlan> {
  const { architecture, generators } = request;
  const diagnostics: Diagnostic[] = [];
  reportUnknownGenerators(architecture, generators, diagnostics);
  rememberAnswers(architecture);
  const index = indexArchitecture(architecture);
  const files = new Map<string, OwnedFile>();
  const records: { [generator: string]: ById<unknown> } = { ...request.records };
  const ran: string[] = [];
  for (const generator of generators) {
    const config = architecture.generate[generator.configuredAs ?? generator.id];
    if (request.only === undefined ? config?.enabled === false : !request.only.includes(generator.id))
      continue;
    if (config !== undefined && Object.keys(config.options).length > 0) {
      // ajv is loaded only where somebody wrote options.
      const { checkOptions } = await import('./check-options.ts');
      const faults = checkOptions(generator, config);
      diagnostics.push(...faults);
      if (faults.length > 0) continue;
    }
    const input: PlanInput = {
      architecture,
      index,
      options: config?.options ?? {},
      ...(request.services === undefined ? {} : { services: request.services }),
      ...(request.places === undefined ? {} : { places: request.places }),
      record: request.records[generator.id] ?? {},
      assets: request.assets,
    };
    const plan = planByMemory(generator, input, request.memory);
    ran.push(generator.id);
    diagnostics.push(...(plan.diagnostics ?? []));
    if (plan.record !== undefined) records[generator.id] = plan.record;
    for (const file of plan.files)
      addFile(files, { ...file, generator: generator.id }, architecture, diagnostics);
  }
  const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files: sorted, ran, records, diagnostics };
}

function addFile(
  files: Map<string, OwnedFile>,
  file: OwnedFile,
  architecture: Architecture,
  diagnostics: Diagnostic[],
): void {
  if (!isSafePath(file.path))
    throw new Error(`generator ${file.generator} planned an unsafe path: ${file.path}`);
  const other = files.get(file.path);
  if (other === undefined) {
    files.set(file.path, file);
    return;
  }
  diagnostics.push({
    code: 'path-collision',
    severity: 'error',
    message:
      other.generator === file.generator
        ? `${file.generator} wants to write ${file.path} twice`
        : `${other.generator} and ${file.generator} both want to write ${file.path}`,
    help: 'two names become one file name: rename one of them, or turn one generator off',
    at: architecture.system.at,
  });
}

/** Relative, with `/`, below the project's root. */
function isSafePath(path: string): boolean {
  return !/[\\:\0]|(?:^|\/)\.{0,2}(?:\/|$)/.test(path);
}

function reportUnknownGenerators(
  architecture: Architecture,
  generators: readonly Generator[],
  diagnostics: Diagnostic[],
): void {
  const known = generators.map((generator) => generator.id);
  for (const [name, config] of Object.entries(architecture.generate)) {
    if (known.includes(name) || name.includes('/')) continue;
    diagnostics.push({
      code: 'unknown-generator',
      severity: 'warning',
      message: `there is no generator ${name}${didYouMean(name, known)}`,
      help: `generators: ${known.join(', ')}`,
      at: { ...config.at, on: 'key' },
    });
  }
}
