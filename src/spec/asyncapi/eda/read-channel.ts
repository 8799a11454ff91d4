import { dataPathOf } from '../../json-pointer.ts';
import { factsOf, keptOf } from './kept-members.ts';
import { definedOnly, mapIn, type Values } from './values.ts';

const known = new Set(['address', 'description', 'messages', 'servers', 'parameters', 'bindings', 'x-eda']);

/**
 * What a channel of a document of ours says of its topic.
 * @param isWrapped whether the data of its messages stand in an envelope
 */
export function readChannel(channel: Values, isWrapped: boolean): Values {
  const { parameters: elsewhere, ...settings } = factsOf(channel, 'topic');
  const shown = Object.entries(mapIn(channel.parameters)).flatMap(([name, parameter]) => {
    const value = readParameter(mapIn(parameter), isWrapped);
    // What holds in each environment is no parameter of the topic, and one that says nothing need not be written.
    return name === 'environment' || Object.keys(value).length === 0 ? [] : [[name, value] as const];
  });
  const parameters = { ...Object.fromEntries(shown), ...mapIn(elsewhere) };
  return definedOnly([
    ['description', channel.description],
    ...Object.entries(settings),
    ['parameters', Object.keys(parameters).length === 0 ? undefined : parameters],
    ['x-asyncapi', keptOf(channel, known)],
  ]);
}

function readParameter(parameter: Values, isWrapped: boolean): Values {
  const { from = pathOf(parameter.location, isWrapped) } = mapIn(parameter['x-eda']);
  return definedOnly([
    ['description', parameter.description],
    ['from', from],
    ['enum', parameter.enum],
  ]);
}

/** `$message.payload#/data/customer/id` → `customer.id` */
function pathOf(location: unknown, isWrapped: boolean): string | undefined {
  const prefix = `$message.payload#${isWrapped ? '/data' : ''}`;
  if (typeof location !== 'string' || !location.startsWith(`${prefix}/`)) return undefined;
  return dataPathOf(location.slice(prefix.length));
}
