import type { Architecture } from '../model/architecture.ts';
import { resolveTopic } from '../model/settings.ts';

/** Where a topic is found in each environment: broker and address. */
export function addressesOf(
  name: string,
  architecture: Architecture,
): { readonly [environment: string]: string } {
  const topic = architecture.topics[name];
  if (topic === undefined) return {};
  return Object.fromEntries(
    Object.keys(architecture.environments).map((environment) => {
      const { broker, address } = resolveTopic(architecture, topic, environment).values;
      return [environment, `${broker}\0${address}`];
    }),
  );
}
