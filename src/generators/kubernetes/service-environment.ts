import type { Environment } from '../../model/architecture.ts';
import { databaseName } from '../../model/names.ts';
import { fillTemplate } from '../../model/template.ts';
import { fromSecret } from './deployment.ts';
import type { Workload } from './workload.ts';

/** Variables of a service that differ by environment: which settings hold, and its database. No secret is written. */
export function serviceEnvironment(workload: Workload, environment: Environment): object[] {
  return [
    { name: 'EDA_ENVIRONMENT', value: environment.name },
    ...(workload.hasDatabase ? databaseVariables(workload.service.name, environment) : []),
  ];
}

/** A secret that a service's database is reached by, and its keys. */
function databaseSecret(
  service: string,
  { database }: Environment,
): { readonly name: string; readonly keys: readonly string[] } | undefined {
  if (database === undefined) return { name: `${service}-database`, keys: ['url'] };
  const { secret } = database.auth ?? {};
  return secret === undefined
    ? undefined
    : { name: fillTemplate(secret, { service }), keys: ['username', 'password'] };
}

/** A URL holds no login: that comes from the variables of PostgreSQL's own clients. */
function databaseVariables(service: string, environment: Environment): object[] {
  const secret = databaseSecret(service, environment);
  if (environment.database === undefined)
    return secret === undefined ? [] : [fromSecret('DATABASE_URL', secret.name, 'url')];
  const url = `postgres://${environment.database.server}/${databaseName(service)}`;
  return [
    { name: 'DATABASE_URL', value: url },
    ...(secret === undefined
      ? []
      : [fromSecret('PGUSER', secret.name, 'username'), fromSecret('PGPASSWORD', secret.name, 'password')]),
  ];
}
