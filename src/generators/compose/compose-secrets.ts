import type { Architecture, Broker, Environment } from '../../model/architecture.ts';
import { databaseName } from '../../model/names.ts';
import { fillTemplate } from '../../model/template.ts';
import { knownPlan } from '../dapr/known-plan.ts';
import { pubSubResource } from '../dapr/pubsub-component.ts';
import { secretReference } from '../dapr/secret-reference.ts';
import type { Workload } from '../kubernetes/workload.ts';

/** A variable of `.env`. */
export interface ComposeSecret {
  readonly variable: string;
  /** `random`: anything that nobody guesses; `name`: a name, this one unless somebody says otherwise; `given`: from elsewhere. */
  readonly value: 'random' | 'given' | { readonly name: string };
}

/** Variables of a service's tokens. */
export function tokenVariables(service: string): { readonly app: string; readonly api: string } {
  const prefix = service.toUpperCase().replaceAll('-', '_');
  return { app: `${prefix}_APP_TOKEN`, api: `${prefix}_API_TOKEN` };
}

/** The login of a service's database: a role of its own, or that of the environment's secret. */
export function databaseLogin(
  { service }: Workload,
  environment: Environment,
): { readonly user: ComposeSecret; readonly password: ComposeSecret } {
  const { secret } = environment.database?.auth ?? {};
  const name =
    secret === undefined ? `${service.name}-database` : fillTemplate(secret, { service: service.name });
  const variable = (key: string) => secretReference({ type: 'env' }, name, key).name;
  return {
    user: { variable: variable('username'), value: { name: databaseName(service.name) } },
    password: { variable: variable('password'), value: 'random' },
  };
}

/** What the components of the environment read from their sidecar's variables; none where secrets are in a file. */
export function componentSecrets(architecture: Architecture, environment: Environment): string[] {
  if (environment.secrets.type !== 'env') return [];
  const { components } = knownPlan(architecture, environment);
  const names = components.flatMap((component) => {
    const resource = pubSubResource(component, environment, architecture.system.name, () => {});
    const spec = resource?.body.spec as { readonly metadata: readonly object[] } | undefined;
    return (spec?.metadata ?? []).flatMap((entry) =>
      'secretKeyRef' in entry ? [(entry.secretKeyRef as { readonly name: string }).name] : [],
    );
  });
  // The store puts its prefix before what a component asks for.
  const { prefix = '' } = environment.secrets;
  return [...new Set(names)].sort().map((name) => `${prefix}${name}`);
}

/** Whether a broker of this login is set up with what stands in `.env`, so that anything may stand there. */
export function isMadeUp(broker: Broker, runsHere: boolean): boolean {
  return runsHere && (broker.auth.type === 'password' || broker.auth.type === 'token');
}
