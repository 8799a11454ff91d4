import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { climbs, hasBackslash, isRooted, writeSlashes } from '../../spec/path-shape.ts';
import type { Architecture, Service, ServicePaths } from '../architecture.ts';
import { isFileName } from '../names.ts';
import { foldersIn, languageOf, normalPath, pathIn, serviceRoot } from '../service-folders.ts';
import type { Report } from './report.ts';
import { entriesOf } from './values.ts';

const keys = [
  'root',
  'source',
  'main',
  'generated',
  'handlers',
  'operations',
  'projections',
  'aggregates',
  'sagas',
  'upcasters',
  'migrations',
  'tests',
] as const satisfies readonly (keyof ServicePaths)[];

type Key = (typeof keys)[number];

/** Where nobody's code lies: what tools install, build and write. */
const taken = new Set(['node_modules', '__pycache__', 'dist']);
/** Folders of the project that eda writes to. */
const ours = new Set(['infra', 'docs', 'asyncapi', 'releases']);

/** Reads the folders that a service says are its own; what can be none is reported and left out. */
export function readServicePaths(value: unknown, at: Place, report: Report): ServicePaths | undefined {
  const written = entriesOf(value).flatMap(([name, path]): [Key, string][] => {
    const key = keys.find((known) => known === name);
    return key === undefined || typeof path !== 'string' || path === '' ? [] : [[key, path]];
  });
  const sound = written.filter(([key, path]) => {
    const fault = faultOf(key, path);
    if (fault !== undefined) report(servicePath(fault, placeAt(at, key)));
    return fault === undefined;
  });
  return sound.length === 0
    ? undefined
    : Object.fromEntries(sound.map(([key, path]) => [key, normalPath(path)]));
}

/** Whether folders of services fit their language and each other. */
export function checkServicePaths(architecture: Architecture, report: Report): void {
  const roots = new Map<string, Service>();
  /** By folder, the first service that lies in it or further down. */
  const within = new Map<string, Service>();
  for (const service of Object.values(architecture.services)) {
    const language = languageOf(architecture, service);
    if (service.external || language === 'none') continue;
    if (service.paths !== undefined) checkOwn(architecture, service, language, report);
    const root = serviceRoot(service).toLowerCase();
    const folders = foldersDownTo(root);
    const other =
      folders.map((folder) => roots.get(folder)).find((one) => one !== undefined) ?? within.get(root);
    if (other !== undefined) {
      reportShared(service, other, report);
      continue;
    }
    roots.set(root, service);
    for (const folder of folders) if (!within.has(folder)) within.set(folder, service);
  }
}

/** `apps/orders` → `apps`, `apps/orders`. */
function foldersDownTo(path: string): readonly string[] {
  return path.split('/').map((_, index, steps) => steps.slice(0, index + 1).join('/'));
}

interface Fault {
  readonly message: string;
  readonly help: string;
}

function servicePath({ message, help }: Fault, at: Place) {
  return { code: 'service-path', severity: 'error', message, help, at } as const;
}

const mayBe = 'a folder below the project, with `/`: apps/orders, src/events';

function faultOf(key: Key, path: string): Fault | undefined {
  const shown = JSON.stringify(path);
  if (isRooted(path)) return { message: `${key} is ${shown}, which is absolute`, help: mayBe };
  if (climbs(path))
    return {
      message: `${key} is ${shown}, which leads out of the ${key === 'root' ? 'project' : 'service'}`,
      help: key === 'root' ? mayBe : 'a path inside the service; `root` says where the service lies',
    };
  if (hasBackslash(path)) return { message: `${key} is ${shown}: ${writeSlashes}`, help: mayBe };
  const steps = path.split('/').filter((step) => step !== '' && step !== '.');
  const odd = steps.find((step) => !isFileName(step));
  if (odd !== undefined)
    return {
      message: `${key} is ${shown}: ${JSON.stringify(odd)} is no name for a folder of code`,
      help: 'letters, digits, `-`, `_`, `.` and `@`, beginning with none of `.` and `-`; no name of a device',
    };
  const lost = steps.find((step) => taken.has(step.toLowerCase()));
  if (lost !== undefined)
    return {
      message: `${key} is ${shown}: ${lost} belongs to tools`,
      help: 'what lies there is installed or built',
    };
  const [first = ''] = steps;
  if (key === 'root' && ours.has(first.toLowerCase()))
    return { message: `root is ${shown}: eda writes to ${first} itself`, help: 'choose another folder' };
  return undefined;
}

/** What depends on the language: names of modules, the ending of `main`; and that generated code is apart. */
function checkOwn(
  architecture: Architecture,
  service: Service,
  language: 'typescript' | 'python',
  report: Report,
): void {
  const { paths = {}, at } = service;
  const placeOf = (key: Key): Place => placeAt(at, 'paths', key);
  const folders = foldersIn(architecture, service);
  const ending = language === 'python' ? /\.py$/ : /\.m?ts$/;
  if (paths.main !== undefined && !ending.test(paths.main)) {
    const help = `the file that starts it: ${pathIn(folders.root, folders.source)}/main.${language === 'python' ? 'py' : 'ts'}`;
    report(
      servicePath(
        { message: `main is ${JSON.stringify(paths.main)}, which is no module of ${language}`, help },
        placeOf('main'),
      ),
    );
  }
  if (language === 'python') {
    for (const key of keys) {
      if (key === 'root' || key === 'migrations' || key === 'tests') continue;
      const odd = (paths[key]?.replace(/\.py$/, '') ?? '')
        .split('/')
        .find((step) => !/^(\.|[A-Za-z_]\w*|)$/.test(step));
      if (odd === undefined) continue;
      const message = `${key} is ${JSON.stringify(paths[key])}: ${JSON.stringify(odd)} is no name of a package in Python`;
      report(servicePath({ message, help: 'letters, digits and `_`' }, placeOf(key)));
    }
  }
  const { generated } = folders;
  const people = keys.filter(
    (key) => key !== 'root' && key !== 'generated' && key !== 'main' && key !== 'tests',
  );
  const inside = people.find((key) => isSameOrInside(folders[key], generated));
  if (inside !== undefined) {
    const message = `${pathIn(folders.root, generated)} is what eda writes again and again, and ${inside} lies in it`;
    const key = paths.generated === undefined ? inside : 'generated';
    report(servicePath({ message, help: 'give generated code a folder of its own' }, placeOf(key)));
  }
}

function reportShared(service: Service, other: Service, report: Report): void {
  const [said, unsaid] = service.paths?.root === undefined ? [other, service] : [service, other];
  const [own, others] = [serviceRoot(said), serviceRoot(unsaid)];
  report({
    ...servicePath(
      {
        message:
          own.toLowerCase() === others.toLowerCase()
            ? `${said.name} and ${unsaid.name} lie in one folder: ${own}`
            : `the folder of ${said.name}, ${own}, and that of ${unsaid.name}, ${others}, lie in each other`,
        help: 'give each service a folder of its own: `root` under `paths`',
      },
      placeAt(said.at, ...(said.paths?.root === undefined ? [] : ['paths', 'root'])),
    ),
    related: [{ message: `${unsaid.name} is here`, at: { ...unsaid.at, on: 'key' } }],
  });
}

/** The project's own folder may hold services: it is theirs only in part. */
function isSameOrInside(path: string, folder: string): boolean {
  return path === folder || (folder !== '.' && path.startsWith(`${folder}/`));
}
