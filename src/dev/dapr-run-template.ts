import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';

/** One app of a multi-app run template, its paths absolute. */
export interface RunApp {
  readonly appId: string;
  readonly dir: string;
  readonly appPort?: number;
  /** Dapr picks one where there is none. */
  readonly httpPort?: number;
  readonly grpcPort?: number;
  readonly metricsPort?: number;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly resourcesPaths: readonly string[];
  /** A Configuration, for a real sidecar. */
  readonly configFile?: string;
  /** Position in the file's `apps`. */
  readonly index: number;
}

export interface RunTemplate {
  /** Relative to the project's root. */
  readonly file: string;
  readonly apps: readonly RunApp[];
}

/** All but apps whose template says, by an empty address, that there is none. */
export function wantsDatabase({ env }: RunApp): boolean {
  return env.DATABASE_URL !== '';
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads `infra/<environment>/dapr/dapr.yaml`: what `dapr run -f` reads, as far as it says which apps run, where and
 * with what.
 */
export async function readRunTemplate(root: string, environment: string): Promise<Outcome<RunTemplate>> {
  const file = `infra/${environment}/dapr/dapr.yaml`;
  const path = join(root, file);
  if (!/^[\w-][\w.-]*$/.test(environment) || !existsSync(path))
    return fail(reportMissing(root, environment, file));
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const message = (error as Error).message.split('\n')[0] ?? '';
    return fail(
      problem(
        'run-template',
        `the run template can't be read: ${message}`,
        'eda generate writes it anew',
        file,
      ),
    );
  }
  const problems: Diagnostic[] = [];
  const report = (path: readonly (string | number)[], message: string) =>
    void problems.push(
      problem('run-template', message, 'see the multi-app run template of Dapr', file, path),
    );
  const template = fieldsOf(value);
  const common = fieldsOf(template.common);
  const list = Array.isArray(template.apps) ? template.apps : [];
  if (list.length === 0) report(['apps'], 'the run template lists no apps');
  const apps = list.map((entry, index) => readApp(fieldsOf(entry), common, dirname(path), index, report));
  apps.forEach((app, index) => {
    if (apps.findIndex(({ appId }) => appId === app.appId) !== index) {
      report(['apps', index, 'appID'], `${app.appId} is there twice`);
    }
  });
  return problems.length > 0 ? fail(...problems) : succeed({ file, apps });
}

type Report = (path: readonly (string | number)[], message: string) => void;

function readApp(app: Fields, common: Fields, base: string, index: number, report: Report): RunApp {
  const at = (key: string) => ['apps', index, key];
  if (typeof app.appDirPath !== 'string') report(at('appDirPath'), 'an app needs appDirPath');
  const dir = resolve(base, String(app.appDirPath ?? '.'));
  const appId = typeof app.appID === 'string' ? app.appID : basename(dir);
  // It names a database, and is shown; Dapr wants a DNS label.
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(appId))
    report(at('appID'), `${JSON.stringify(appId)} is not an app id`);
  if (typeof app.appDirPath === 'string' && !existsSync(dir))
    report(at('appDirPath'), `${appId}: there is no folder ${dir}`);
  const command = Array.isArray(app.command) ? app.command.map(String) : [];
  if (command.length === 0) report(at('command'), `${appId} has no command`);
  const env = { ...readEnv(common.env), ...readEnv(app.env) };
  if ([...command, ...Object.entries(env).flat()].some((text) => text.includes('\0'))) {
    report(at('command'), `${appId}: no program can be given a NUL character`);
  }
  const port = (key: string) => {
    const value = app[key];
    if (value === undefined || value === null) return undefined;
    if (Number.isInteger(value) && Number(value) > 0 && Number(value) <= 65535) return Number(value);
    report(at(key), `${appId}: ${JSON.stringify(value)} is not a port`);
    return undefined;
  };
  const appPort = port('appPort');
  const httpPort = port('daprHTTPPort');
  const grpcPort = port('daprGRPCPort');
  const metricsPort = port('metricsPort');
  // Dapr takes the paths of an app relative to the app's folder, the common ones relative to the file.
  const own = pathsOf(app, dir);
  const resources = own.length > 0 ? own : pathsOf(common, base);
  const configFile = configOf(app, dir) ?? configOf(common, base);
  const byHabit = join(dir, '.dapr/resources');
  return {
    appId,
    dir,
    ...(appPort === undefined ? {} : { appPort }),
    ...(httpPort === undefined ? {} : { httpPort }),
    ...(grpcPort === undefined ? {} : { grpcPort }),
    ...(metricsPort === undefined ? {} : { metricsPort }),
    command,
    env,
    resourcesPaths: resources.length > 0 || !existsSync(byHabit) ? resources : [byHabit],
    ...(configFile === undefined ? {} : { configFile }),
    index,
  };
}

function pathsOf({ resourcesPaths, resourcesPath }: Fields, base: string): readonly string[] {
  const paths = Array.isArray(resourcesPaths)
    ? resourcesPaths
    : resourcesPath === undefined
      ? []
      : [resourcesPath];
  return paths.map((path) => resolve(base, String(path)));
}

function configOf({ configFilePath }: Fields, base: string): string | undefined {
  return typeof configFilePath === 'string' ? resolve(base, configFilePath) : undefined;
}

function readEnv(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).map(([name, text]) => [name, String(text ?? '')]),
  );
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function reportMissing(root: string, environment: string, file: string): Diagnostic {
  const infra = join(root, 'infra');
  const there = (existsSync(infra) ? readdirSync(infra) : []).filter((name) =>
    existsSync(join(infra, name, 'dapr/dapr.yaml')),
  );
  const help =
    there.length === 0
      ? 'run eda generate first'
      : `there are: ${there.join(', ')}; eda generate writes them`;
  return problem(
    'run-template-missing',
    `there is nothing to run for the environment ${environment}${didYouMean(environment, there)}`,
    help,
    file,
  );
}
