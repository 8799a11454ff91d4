import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import type { Generator, Plan, PlanInput, PlannedFile } from './generator.ts';

/** What a generator planned from the part of the design that it reads. JSON. */
export interface RememberedPlan {
  /** Of all that the plan depended on. */
  readonly key: string;
  readonly files: readonly (readonly [path: string, owner: PlannedFile['owner'], inputs: string])[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Plans of the last run, by generator. */
export interface PlanMemory {
  find(generator: string): RememberedPlan | undefined;
  keep(generator: string, plan: RememberedPlan): void;
  /** Changes with any of the values, and with the program. */
  hash(values: readonly unknown[]): string;
}

/**
 * The plan of a generator that reads the structure of a design alone: remembered where that is as it was. Its files are
 * planned in earnest only where a text is missing after all.
 */
export function planByMemory(generator: Generator, input: PlanInput, memory: PlanMemory | undefined): Plan {
  // Code of a project's own changes without the program.
  const isOurs = generator.configuredAs === undefined;
  const { architecture, options, services } = input;
  if (memory === undefined || !readsStructure(generator, options) || !isOurs) return generator.plan(input);
  const key = memory.hash([generator.id, options, [...(services ?? ['*'])], ...structureOf(architecture)]);
  const known = memory.find(generator.id);
  if (known?.key === key) return recall(known, () => generator.plan(input));
  const plan = generator.plan(input);
  const files = plan.files.map((file) => ({ ...file, inputs: [memory.hash(file.inputs)] as const }));
  // Records and needs are no texts: who plans some is asked each time.
  if (
    plan.record === undefined &&
    files.every(({ needs, pins }) => needs === undefined && pins === undefined)
  ) {
    memory.keep(generator.id, {
      key,
      files: files.map(({ path, owner, inputs: [inputs] }) => [path, owner, inputs]),
      diagnostics: plan.diagnostics ?? [],
    });
  }
  return { ...plan, files };
}

/** Whether a generator with these options looks at the structure of a design alone. */
export function readsStructure({ reads }: Generator, options: PlanInput['options']): boolean {
  return (typeof reads === 'function' ? reads(options) : reads) === 'structure';
}

function recall({ files, diagnostics }: RememberedPlan, make: () => Plan): Plan {
  let made: ReadonlyMap<string, PlannedFile> | undefined;
  const contentOf = (path: string): string => {
    made ??= new Map(make().files.map((file) => [file.path, file]));
    const file = made.get(path);
    if (file === undefined) throw new Error(`${path} was planned from the same design before`);
    return file.content();
  };
  return {
    files: files.map(([path, owner, inputs]) => ({
      path,
      owner,
      inputs: [inputs],
      content: () => contentOf(path),
    })),
    diagnostics,
  };
}

/** Slices of events, made once a design: their hashes are asked for by every generator of the structure. */
const slices = new WeakMap<Architecture, readonly unknown[]>();

/**
 * All of a design but what its events carry (`data`, `examples`, `previous`, shared schemas), what documents say and
 * how it is checked: part by part, so that each is hashed once.
 */
function structureOf(architecture: Architecture): readonly unknown[] {
  const { system, defaults, topicPer, envelopes, teams, domains, aggregates, projections, sagas } =
    architecture;
  const { events, topics, services, environments, generate } = architecture;
  let carriers = slices.get(architecture);
  if (carriers === undefined) {
    carriers = [
      Object.values(events).map(({ data, dataAt, examples, previous, asyncapi, ...event }) => event),
    ];
    slices.set(architecture, carriers);
  }
  return [
    ...[system, defaults, topicPer, envelopes, teams, domains, aggregates, projections, sagas, generate],
    ...carriers,
    ...[topics, services, environments].flatMap((map) => Object.values<unknown>(map)),
  ];
}
