import type { Architecture, Broker, BrokerType, Environment } from '../model/architecture.ts';

/** A broker that was started for the proofs. */
export interface ProofBroker {
  readonly type: BrokerType;
  /** `host:port` of each server; none in memory. */
  readonly servers: readonly string[];
  /** What else the design says of such a broker: `region`, `endpoint`. */
  readonly own?: Broker['own'];
}

/**
 * The design with one environment alone, its settings as they are, on the broker that was started: no address, login or
 * registry of the design's is left in it.
 */
export function placeOnBroker(architecture: Architecture, name: string, broker: ProofBroker): Architecture {
  const environment = architecture.environments[name];
  if (environment === undefined) throw new Error(`the design has no environment ${name}`);
  const brokers = Object.fromEntries(
    Object.values(environment.brokers).map(({ name: own, at }): [string, Broker] => [
      own,
      {
        name: own,
        type: broker.type,
        servers: broker.servers,
        auth: { type: 'none' },
        tls: false,
        own: broker.own ?? {},
        at,
      },
    ]),
  );
  const { at, defaults } = environment;
  const placed: Environment = {
    name,
    brokers,
    secrets: { type: 'env' },
    // Groups join while the first events are under way.
    defaults: { ...defaults, values: { ...defaults.values, startAt: 'earliest' } },
    at,
  };
  return { ...architecture, environments: { [name]: placed } };
}
