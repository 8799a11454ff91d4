import type { Topic } from '../../model/architecture.ts';
import { fillTemplate, placeholdersOf } from '../../model/template.ts';

/**
 * Names of a topic on its broker: one, or one for each combination of its parameters' values. Undefined where a
 * parameter has no list of values, or where Dapr's lists of topics (`a=b,c;d=e`) could not hold a name.
 */
export function topicAddresses(topic: Topic, address: string): readonly string[] | undefined {
  let addresses = [address];
  for (const name of placeholdersOf(address)) {
    const values = topic.parameters[name]?.enum ?? [];
    addresses = addresses.flatMap((each) => values.map((value) => fillTemplate(each, { [name]: value })));
  }
  if (addresses.length === 0 || addresses.some((each) => !isTopicAddress(each))) return undefined;
  return addresses;
}

/** Whether Dapr can carry the name in its scopes. */
export function isTopicAddress(address: string): boolean {
  return /^[^\s,;={}]+$/.test(address);
}
