import type { Assets } from '../generators/generator.ts';
import { generators } from '../generators/index.ts';
import { viewHandlers } from '../generators/typescript/service-view.ts';
import type { Architecture, Service } from '../model/architecture.ts';
import { serviceRoot } from '../model/service-folders.ts';
import { resolveService } from '../model/settings.ts';
import { planDesign } from '../pipeline.ts';
import type { Flow } from './flow.ts';
import type { SagaPlay } from './saga-plays.ts';

/** A file of the system that is proven. */
export interface SystemText {
  /** Relative to the system's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Changes a file before it is written: how tests break a guarantee on purpose. */
export type Mutation = (file: SystemText) => string;

/** What a running service consists of; pictures and documents run nowhere. */
const needed = ['typescript', 'python', 'postgres', 'dapr'];

/** What recording services publish and do. */
export interface Script {
  /** Events that are committed, with their data. */
  readonly flows: readonly Pick<Flow, 'event' | 'payloads'>[];
  readonly plays: readonly SagaPlay[];
}

/**
 * The files of a design's services, generated as always, with recording code where people's code would be: a main
 * module, the ledger's tables, and data to publish.
 */
export async function planSystem(
  design: Architecture,
  environment: string,
  script: Script,
  assets: Assets,
  mutate: Mutation = ({ text }) => text,
): Promise<readonly SystemText[]> {
  const architecture = inUsualFolders(design);
  const wanted = generators.filter(({ id }) => needed.includes(id));
  const plan = await planDesign(architecture, wanted, assets, {}, needed);
  const errors = plan.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('; '));
  const texts = new Map(plan.files.map((file) => [file.path, file.content()]));
  for (const service of Object.values(architecture.services)) {
    if (service.external) continue;
    for (const { path, text } of recordingFiles(architecture, service, environment, script, assets)) {
      texts.set(path, text);
    }
  }
  return [...texts].map(([path, text]) => ({ path, text: mutate({ path, text }) }));
}

/** The design without the folders that people's code lies in: none of it takes part. */
function inUsualFolders(architecture: Architecture): Architecture {
  const services = Object.entries(architecture.services).map(([name, { paths: _, ...service }]) => [
    name,
    service,
  ]);
  return { ...architecture, services: Object.assign(Object.create(null), Object.fromEntries(services)) };
}

function recordingFiles(
  architecture: Architecture,
  service: Service,
  environment: string,
  script: Script,
  assets: Assets,
): readonly SystemText[] {
  const folder = serviceRoot(service);
  const { language, database } = resolveService(architecture, service, environment).values;
  const program = recordingProgram[language](folder, assets);
  if (program.length === 0) return [];
  const published = new Set([
    ...service.publications.map(({ event }) => event),
    ...viewHandlers(architecture, service).flatMap(({ publishes }) => publishes),
  ]);
  const payloads = Object.fromEntries(
    script.flows
      .filter(({ event }) => published.has(event))
      .map(({ event, payloads: data }) => [event, data]),
  );
  const ledger = {
    path: `${folder}/migrations/0001-prove.sql`,
    text: assets.text('src/runtime/proof/ledger.sql'),
  };
  return [
    ...program,
    ...(database === 'postgres' ? [ledger] : []),
    { path: `${folder}/script.json`, text: `${JSON.stringify({ payloads, ...playsOf(service, script) })}\n` },
  ];
}

/** The sagas of the design, and what a service does for them, by the event that asks for it. */
function playsOf({ name }: Service, { plays }: Script): object {
  const sagas = plays.map(({ saga, paths, payloads }) => [
    saga,
    { paths, payloads: Object.fromEntries(payloads) },
  ]);
  const own = plays.flatMap((play) => play.parts).filter(({ service }) => service === name);
  const parts = own.map(({ event }) => [event, own.filter((part) => part.event === event)]);
  return { sagas: Object.fromEntries(sagas), parts: Object.fromEntries(parts) };
}

const recordingProgram = {
  typescript: recordingTypescript,
  python: recordingPython,
  none: (): readonly SystemText[] => [],
};

function recordingPython(folder: string, assets: Assets): readonly SystemText[] {
  const main = [
    'import os',
    '',
    'from app.generated.definition import define_service, environment_of',
    'from app.recording_service import run_recording_service',
    '',
    'run_recording_service(define_service(environment_of(os.environ.get("EDA_ENVIRONMENT"))))',
    '',
  ].join('\n');
  return [
    { path: `${folder}/main.py`, text: main },
    ...pythonModules.map((name) => ({
      path: `${folder}/app/${name}`,
      text: assets
        .text(`src/runtime/proof/${name}`)
        .replaceAll('from eda_runtime.', 'from .generated.runtime.'),
    })),
  ];
}

/** Of the recording program; in a service, the runtime lies where it is generated. */
const modules = [
  'recording-service.ts',
  'recording-script.ts',
  'recording-sagas.ts',
  'recording-aggregates.ts',
  'recording-projections.ts',
];
const pythonModules = modules.map((name) => name.replaceAll('-', '_').replace(/ts$/, 'py'));

function recordingTypescript(folder: string, assets: Assets): readonly SystemText[] {
  const main = [
    "import { defineService, environmentOf } from './generated/definition.ts';",
    "import { startRecordingService } from './recording-service.ts';",
    '',
    'await startRecordingService(defineService(environmentOf(process.env.EDA_ENVIRONMENT)));',
    '',
  ].join('\n');
  return [
    { path: `${folder}/src/main.ts`, text: main },
    ...modules.map((name) => ({
      path: `${folder}/src/${name}`,
      text: assets.text(`src/runtime/proof/${name}`).replaceAll("'../typescript/", "'./generated/runtime/"),
    })),
  ];
}
