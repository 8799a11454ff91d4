import type { PlacedApp } from '../place-apps.ts';

/** What brokers say of a login that they do not take; Redis, Kafka, RabbitMQ and NATS in their own words. */
const refusals =
  /WRONGPASS|NOAUTH|NOPERM|SASL|ACCESS[_-]REFUSED|authoriz|authenticat|credential|password|username/i;

/**
 * What to do about a sidecar that can't be started. Where its broker refuses the login, the secrets are named that the
 * components take it from; never what is in them.
 */
export async function explainRefusal(trouble: string, { app }: PlacedApp): Promise<string> {
  if (!refusals.test(trouble)) return 'see the components in infra, and whether their broker runs';
  const { readDaprResources } = await import('../sidecar/read-dapr-resources.ts');
  const { resources } = await readDaprResources(app.resourcesPaths);
  const secrets = new Set(
    resources.flatMap((resource) =>
      resource.kind === 'Component' && resource.type.startsWith('pubsub.')
        ? [...resource.metadata.values()].flatMap(nameSecret)
        : [],
    ),
  );
  if (secrets.size === 0)
    return 'the broker asks for a login, and the components in infra have none: see auth of the broker in eda.yaml';
  const place =
    'secrets of the environment in eda.yaml says where that lies, by default in environment variables';
  return `the broker refuses the login, which the components in infra take from ${[...secrets].join(' and ')}; ${place}`;
}

/** A reference as it stands for a value: `secret:{"name":…,"key":…}`. */
function nameSecret(value: string): readonly string[] {
  const text = /^secret:(.*)$/s.exec(value)?.[1];
  if (text === undefined) return [];
  const { name, key } = JSON.parse(text) as { readonly name?: unknown; readonly key?: unknown };
  if (typeof name !== 'string') return [];
  return [typeof key === 'string' && key !== name ? `${name}/${key}` : name];
}
