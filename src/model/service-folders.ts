import { posix } from 'node:path';
import type { Architecture, Service, ServicePaths, ServiceSettings } from './architecture.ts';
import { fileName } from './names.ts';
import { resolveService } from './settings.ts';

/** Where a service's code lies. Paths are relative to the project, with `/`; `.` is the project's own folder. */
export interface ServiceFolders extends Required<Omit<ServicePaths, 'main'>> {
  /** The module that starts it. */
  readonly main: string;
}

/** The kinds of code that a service consists of, each in a folder of its own in `source` unless the design says else. */
const kinds = [
  'generated',
  'handlers',
  'operations',
  'projections',
  'aggregates',
  'sagas',
  'upcasters',
] as const;

const conventions = {
  typescript: { source: 'src', tests: 'test' },
  python: { source: 'app', tests: 'tests' },
} as const;

/** Folder of a service, relative to the project: `services/user-service` unless the design says else. */
export function serviceRoot({ name, paths }: Pick<Service, 'name' | 'paths'>): string {
  return paths?.root === undefined ? `services/${fileName(name)}` : normalPath(paths.root);
}

/** All folders of a service: the only place where they are made up. */
export function serviceFolders(
  service: Pick<Service, 'name' | 'paths'>,
  language: ServiceSettings['language'],
): ServiceFolders {
  const { paths = {} } = service;
  const usual = conventions[language === 'python' ? 'python' : 'typescript'];
  const root = serviceRoot(service);
  const inRoot = (path: string): string => joinPath(root, normalPath(path));
  const source = inRoot(paths.source ?? usual.source);
  const own = Object.fromEntries(
    kinds.map((kind) => [kind, paths[kind] === undefined ? joinPath(source, kind) : inRoot(paths[kind])]),
  ) as Pick<ServiceFolders, (typeof kinds)[number]>;
  const main = language === 'python' ? joinPath(root, 'main.py') : joinPath(source, 'main.ts');
  return {
    root,
    source,
    ...own,
    main: paths.main === undefined ? main : inRoot(paths.main),
    migrations: inRoot(paths.migrations ?? 'migrations'),
    tests: inRoot(paths.tests ?? usual.tests),
  };
}

/** `apps/./orders/` → `apps/orders`; nothing left is `.`. */
export function normalPath(path: string): string {
  const steps = path.split('/').filter((step) => step !== '' && step !== '.');
  return steps.length === 0 ? '.' : steps.join('/');
}

/** A path below a folder, where `.` is the folder itself. */
export function joinPath(folder: string, path: string): string {
  return posix.join(folder, path);
}

/** The language that a service is written in: that of the first environment. */
export function languageOf(architecture: Architecture, service: Service): ServiceSettings['language'] {
  const [environment = 'local'] = Object.keys(architecture.environments);
  return resolveService(architecture, service, environment).values.language;
}

/** All folders of a service of a design, in the language that it is written in. */
export function foldersIn(architecture: Architecture, service: Service): ServiceFolders {
  return serviceFolders(service, languageOf(architecture, service));
}

/** Where the bundle of a service in TypeScript is built to, in its folder: `dist/main.js`. */
export function bundleOf({ main }: ServiceFolders): string {
  return `dist/${main.slice(main.lastIndexOf('/') + 1).replace(/\.(m?)ts$/, '.$1js')}`;
}

/** The module that starts a service in Python, as `python -m` is told: `main`. */
export function mainModule({ root, main }: ServiceFolders): string {
  return pathIn(root, main).replace(/\.py$/, '').replaceAll('/', '.');
}

/** The folder that a file or folder lies in. */
export function folderOf(path: string): string {
  return posix.dirname(path);
}

/** The way from one folder to another: `../handlers`, `.` for the same, `./events` for one below. */
export function wayTo(from: string, to: string): string {
  const way = posix.relative(from, to);
  if (way === '') return '.';
  return way.startsWith('..') ? way : `./${way}`;
}

/** A path as it is called inside a folder that it lies in: `src/handlers` of `apps/orders/src/handlers`. */
export function pathIn(folder: string, path: string): string {
  if (folder === '.') return path;
  return path === folder ? '.' : path.slice(folder.length + 1);
}

/** The folders that hold all of some paths, none in another: what an image is made of. */
export function outermost(paths: readonly string[]): readonly string[] {
  const distinct = [...new Set(paths)].sort();
  return distinct.filter(
    (path) => !distinct.some((other) => other !== path && (other === '.' || path.startsWith(`${other}/`))),
  );
}
