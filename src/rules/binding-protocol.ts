import { onKey } from '../diagnostics/diagnostic.ts';
import type { Binding, Server } from '../spec/asyncapi/document.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

/** Protocols of servers by the binding that speaks to them; each also with its secured spelling. */
const families: { readonly [binding: string]: RegExp } = {
  kafka: /^kafka(-secure|s)?$/,
  amqp: /^amqps?$/,
  amqp1: /^amqps?1?$|^amqp1(\.0)?s?$/,
  mqtt: /^(secure-)?mqtts?$|^mqtt5$/,
  mqtt5: /^(secure-)?mqtts?$|^mqtt5$/,
  nats: /^(nats|tls)$/,
  redis: /^rediss?$/,
  pulsar: /^pulsar(\+ssl)?$/,
  ws: /^wss?$/,
  http: /^https?$/,
  sns: /^(sns|aws-sns|https?)$/,
  sqs: /^(sqs|aws-sqs|https?)$/,
  googlepubsub: /^(googlepubsub|pubsub|https?)$/,
};

export const bindingProtocol = defineRule({
  id: 'binding-protocol',
  title: 'Bindings of a channel speak to the protocol of a server that it is on',
  topic: 'delivery',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  visit: {
    document({ servers, channels, operations }, { report }) {
      const check = (bindings: readonly Binding[], on: readonly Server[], what: string): void => {
        // Who binds several protocols describes them for whoever comes; what no server speaks is a mistake if it is all.
        if (on.length === 0 || bindings.some((binding) => speaksTo(binding, on) !== false)) return;
        for (const { protocol, at } of bindings) {
          report({
            message: `${what} binds ${protocol}, but is on ${listNames([...new Set(on.map((server) => server.protocol))])}`,
            help: 'bind the protocol of its servers, or mend the protocol there',
            at: onKey(at),
            related: on.slice(0, 3).map((server) => ({ message: `server ${server.name}`, at: server.at })),
          });
        }
      };
      const byKey = new Map(channels.map((channel) => [channel.key, channel]));
      const serversOf = (key: string): readonly Server[] => {
        const names = byKey.get(key)?.servers.map(({ name }) => name) ?? [];
        return names.length === 0 ? servers : servers.filter(({ name }) => names.includes(name));
      };
      for (const server of servers) check(server.bindings, [server], `server ${server.name}`);
      for (const { key, bindings } of channels) {
        if (bindings.length > 0) check(bindings, serversOf(key), `channel ${key}`);
      }
      for (const { name, channel, bindings } of operations) {
        if (bindings.length > 0 && channel !== undefined)
          check(bindings, serversOf(channel), `operation ${name}`);
      }
    },
  },
});

/** Undefined: the protocol of the binding, or of a server, is none that is known here. */
function speaksTo({ protocol }: Binding, servers: readonly Server[]): boolean | undefined {
  const family = families[protocol];
  const isKnown = (server: Server): boolean =>
    Object.values(families).some((pattern) => pattern.test(server.protocol.toLowerCase()));
  if (family === undefined || !servers.every(isKnown)) return undefined;
  return servers.some((server) => family.test(server.protocol.toLowerCase()));
}
