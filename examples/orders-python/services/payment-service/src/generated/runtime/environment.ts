import type { LogLevel } from './logger.ts';

/** What the process's environment decides. No secret of it is ever logged. */
export interface Environment {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl?: string;
  /** Connections at most; the default follows from the consumers' concurrency. */
  readonly poolSize?: number;
  readonly sidecarUrl: string;
  readonly sidecarToken?: string;
  /** What the sidecar must send with every delivery (Dapr's APP_API_TOKEN). */
  readonly appToken?: string;
  /** Opens the routes under `/eda/`; without it they are closed. */
  readonly adminToken?: string;
  readonly logFormat: 'json' | 'pretty';
  readonly logLevel: LogLevel;
  /** Folder of migrations, in place of the definition's. */
  readonly migrations?: string;
  /** `migrate`: migrations are applied, and the process ends; else the service runs. */
  readonly task?: 'migrate';
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads APP_PORT or PORT (3000), HOST (127.0.0.1), DATABASE_URL, DATABASE_POOL_SIZE, DAPR_HTTP_ENDPOINT or
 * DAPR_HTTP_PORT (3500), DAPR_API_TOKEN, APP_API_TOKEN, EDA_ADMIN_TOKEN, EDA_LOG (json, pretty), EDA_LOG_LEVEL, EDA_MIGRATIONS,
 * EDA_TASK (migrate).
 * @throws Error that names the variable and the value that does not fit.
 */
export function readEnvironment(variables: Variables = process.env): Environment {
  const text = (name: string) => variables[name] || undefined;
  const databaseUrl = text('DATABASE_URL');
  const poolSize = readInteger(variables, 'DATABASE_POOL_SIZE', 1, 10_000);
  const sidecarToken = text('DAPR_API_TOKEN');
  const appToken = text('APP_API_TOKEN');
  const adminToken = text('EDA_ADMIN_TOKEN');
  const migrations = text('EDA_MIGRATIONS');
  const task = readChoice(variables, 'EDA_TASK', ['migrate']);
  return {
    host: text('HOST') ?? '127.0.0.1',
    port: readInteger(variables, 'APP_PORT', 0, 65_535) ?? readInteger(variables, 'PORT', 0, 65_535) ?? 3000,
    ...(databaseUrl && { databaseUrl }),
    ...(poolSize && { poolSize }),
    sidecarUrl: readSidecarUrl(variables),
    ...(sidecarToken && { sidecarToken }),
    ...(appToken && { appToken }),
    ...(adminToken && { adminToken }),
    logFormat: readChoice(variables, 'EDA_LOG', ['json', 'pretty']) ?? 'json',
    logLevel: readChoice(variables, 'EDA_LOG_LEVEL', ['debug', 'info', 'warn', 'error']) ?? 'info',
    ...(migrations && { migrations }),
    ...(task && { task }),
  };
}

function readSidecarUrl(variables: Variables): string {
  const endpoint = variables.DAPR_HTTP_ENDPOINT;
  if (!endpoint) return `http://127.0.0.1:${readInteger(variables, 'DAPR_HTTP_PORT', 1, 65_535) ?? 3500}`;
  if (!/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : '')) {
    throw new Error(`DAPR_HTTP_ENDPOINT must be an http or https URL, not '${endpoint}'`);
  }
  return endpoint.replace(/\/+$/, '');
}

function readInteger(variables: Variables, name: string, least: number, most: number): number | undefined {
  const text = variables[name];
  if (!text) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${name} must be a whole number from ${least} to ${most}, not '${text}'`);
}

function readChoice<const Choice extends string>(
  variables: Variables,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = variables[name];
  if (!text) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new Error(`${name} must be one of ${choices.join(', ')}, not '${text}'`);
}
