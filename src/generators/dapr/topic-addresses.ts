import type { BrokerType, Topic } from '../../model/architecture.ts';
import { fillTemplate, placeholdersOf } from '../../model/template.ts';

/**
 * Names of a topic on its broker: one, or one for each combination of its parameters' values. Undefined where a
 * parameter has no list of values, or where Dapr's lists of topics (`a=b,c;d=e`) could not hold a name.
 */
export function topicAddresses(
  topic: Topic,
  address: string,
  broker: BrokerType,
): readonly string[] | undefined {
  let addresses = [address];
  for (const name of placeholdersOf(address)) {
    const values = topic.parameters[name]?.enum ?? [];
    addresses = addresses.flatMap((each) => values.map((value) => fillTemplate(each, { [name]: value })));
  }
  if (addresses.length === 0 || addresses.some((each) => !isTopicAddress(each, broker))) return undefined;
  return addresses;
}

/** Whether the broker takes the name, and Dapr can carry it in its scopes. */
export function isTopicAddress(address: string, broker: BrokerType): boolean {
  return broker === 'kafka' ? /^[A-Za-z0-9._-]{1,249}$/.test(address) : /^[^\s,;={}]+$/.test(address);
}

/** What such a name looks like. */
export function addressHelp(broker: BrokerType): string {
  return broker === 'kafka'
    ? 'Kafka takes letters, digits, dots, hyphens and underscores, at most 249'
    : 'use no white space and none of , ; = { }';
}
