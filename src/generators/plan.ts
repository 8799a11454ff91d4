import type { Diagnostic } from '../diagnostics/diagnostic.ts';
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
 * Asks the generators what should exist. Checks options of a team's own generators, refuses two owners of one path and paths that
 * leave the project. Pure: nothing is written, and no content is made yet.
 */
export async function planFiles(request: PlanRequest): Promise<FullPlan> {
  const { architecture, generators } = request;
  const diagnostics: Diagnostic[] = [];
  rememberAnswers(architecture);
  const index = indexArchitecture(architecture);
  const files = new Map<string, OwnedFile>();
  const records: { [generator: string]: ById<unknown> } = { ...request.records };
  const ran: string[] = [];
  for (const generator of generators) {
    const config = architecture.generate[generator.configuredAs ?? generator.id];
    if (request.only === undefined ? config?.enabled === false : !request.only.includes(generator.id))
      continue;
    // Options of ours were checked when the design was read; ajv is loaded only for those of a team's own generator.
    if (config !== undefined && isOwn(generator) && Object.keys(config.options).length > 0) {
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

/** Whether a team wrote it: the language does not know it by name. */
function isOwn({ configuredAs }: Generator): boolean {
  return configuredAs !== undefined;
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
