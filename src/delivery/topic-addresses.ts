import type { Topic } from '../model/architecture.ts';
import { fillTemplate, placeholdersOf } from '../model/template.ts';

/**
 * Names of a topic on its broker: one, or one for each combination of its parameters' values. Undefined where a
 * parameter has no list of values.
 */
export function topicAddresses(topic: Topic, address: string): readonly string[] | undefined {
  if (!address.includes('{')) return [address];
  let addresses = [address];
  for (const name of placeholdersOf(address)) {
    const values = topic.parameters[name]?.enum ?? [];
    addresses = addresses.flatMap((each) => values.map((value) => fillTemplate(each, { [name]: value })));
  }
  return addresses.length === 0 ? undefined : addresses;
}
