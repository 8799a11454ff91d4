import type { Assets } from '../generators/generator.ts';
import { generators } from '../generators/index.ts';
import { viewHandlers } from '../generators/typescript/service-view.ts';
import type { Architecture, Service } from '../model/architecture.ts';
import { serviceRoot } from '../model/service-folders.ts';
import { resolveService } from '../model/settings.ts';
import { planDesign } from '../pipeline.ts';
import type { Flow } from './flow.ts';

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

/**
 * The files of a design's services, generated as always, with recording code where people's code would be: a main
 * module, the ledger's tables, and data to publish.
 */
export async function planSystem(
  design: Architecture,
  environment: string,
  flows: readonly Flow[],
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
    for (const { path, text } of recordingFiles(architecture, service, environment, flows, assets)) {
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
  flows: readonly Flow[],
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
    flows.filter(({ event }) => published.has(event)).map(({ event, payloads: data }) => [event, data]),
  );
  const ledger = {
    path: `${folder}/migrations/0001-prove.sql`,
    text: assets.text('src/runtime/proof/ledger.sql'),
  };
  return [
    ...program,
    ...(database === 'postgres' ? [ledger] : []),
    { path: `${folder}/payloads.json`, text: `${JSON.stringify(payloads)}\n` },
  ];
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
  const recording = assets
    .text('src/runtime/proof/recording_service.py')
    .replaceAll('from eda_runtime.', 'from .generated.runtime.');
  return [
    { path: `${folder}/main.py`, text: main },
    { path: `${folder}/app/recording_service.py`, text: recording },
  ];
}

function recordingTypescript(folder: string, assets: Assets): readonly SystemText[] {
  const main = [
    "import { defineService, environmentOf } from './generated/definition.ts';",
    "import { startRecordingService } from './recording-service.ts';",
    '',
    'await startRecordingService(defineService(environmentOf(process.env.EDA_ENVIRONMENT)));',
    '',
  ].join('\n');
  // In a service, the runtime lies where it is generated.
  const recording = assets
    .text('src/runtime/proof/recording-service.ts')
    .replaceAll("'../typescript/", "'./generated/runtime/");
  return [
    { path: `${folder}/src/main.ts`, text: main },
    { path: `${folder}/src/recording-service.ts`, text: recording },
  ];
}
