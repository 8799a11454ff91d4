import { didYouMean } from '../diagnostics/suggest.ts';
import type { Architecture, Broker, Environment } from '../model/architecture.ts';

/** The Kafka that is meant, or what is wrong with the question. */
export function chooseKafka(
  { environments }: Architecture,
  { env, broker: asked }: { readonly env?: string; readonly broker?: string },
): { readonly environment: Environment; readonly broker: Broker } | string {
  if (env !== undefined && environments[env] === undefined)
    return `there is no environment ${env}${didYouMean(env, Object.keys(environments))}`;
  const all = Object.values(environments)
    .filter(({ name }) => env === undefined || name === env)
    .flatMap((environment) =>
      Object.values(environment.brokers)
        .filter(({ type }) => type === 'kafka')
        .map((broker) => ({ environment, broker })),
    );
  if (all.length === 0) return `${env ?? 'the design'} has no broker of type kafka`;
  const named = all.filter(({ broker }) => asked === undefined || broker.name === asked);
  const [only, ...others] = named;
  const brokers = [...new Set(all.map(({ broker }) => broker.name))];
  if (only === undefined)
    return `there is no Kafka broker ${asked}${didYouMean(asked ?? '', brokers)}; ${brokers.join(', ')}`;
  const places = [...new Set(named.map(({ environment }) => environment.name))];
  if (places.length > 1) return `which cluster? --env ${places.join(' or ')}`;
  if (others.length > 0) return `which cluster? --broker ${brokers.join(' or ')}`;
  return only;
}
