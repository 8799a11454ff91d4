import type { Broker, Environment } from '../../model/architecture.ts';
import { secretReference } from '../dapr/secret-reference.ts';
import { images } from './images.ts';

/** A container that is a broker, and the variables of `.env` that its login comes from. */
export interface BrokerContainer {
  /** Host name of the server in the design. */
  readonly host: string;
  readonly service: { readonly [key: string]: unknown };
  readonly volumes: readonly string[];
}

/**
 * The broker as a container, for a server that the design names without a domain: `redis:6379` becomes the service
 * `redis`. Undefined where it runs elsewhere: a cloud's, one with a domain or TLS, or with a login that takes more than
 * a variable to set up.
 */
export function brokerContainer(broker: Broker, environment: Environment): BrokerContainer | undefined {
  const [server, ...others] = broker.servers;
  const { host, port } = splitServer(server ?? '');
  if (server === undefined || others.length > 0 || !isContainerName(host) || broker.tls) return undefined;
  const login = (key: string) => variableOf(broker, environment, key);
  const start = containers[broker.type];
  const service = start?.({ broker, host, port, login });
  return service === undefined ? undefined : { host, service, volumes: [`${host}-data`] };
}

/** What a secret's key is called in `.env`: as the environment's secret store reads it, or as it would. */
export function variableOf(broker: Broker, environment: Environment, key: string): string {
  const { secret = '' } = broker.auth;
  return `${environment.secrets.prefix ?? ''}${secretReference({ type: 'env' }, secret, key).name}`;
}

interface Wanted {
  readonly broker: Broker;
  readonly host: string;
  readonly port: number | undefined;
  /** Name of the variable that holds a key of the broker's secret. */
  readonly login: (key: string) => string;
}

const containers: {
  readonly [type in Broker['type']]?: (wanted: Wanted) => { readonly [key: string]: unknown } | undefined;
} = {
  redis: ({ broker, host, port = 6379, login }) => {
    if (broker.auth.type !== 'none' && broker.auth.type !== 'password') return undefined;
    const listens = ['redis-server', '--port', String(port), '--appendonly', 'yes'];
    if (broker.auth.type === 'none')
      return {
        image: images.redis,
        command: listens,
        volumes: [`${host}-data:/data`],
        healthcheck: healthcheck(['CMD', 'redis-cli', '-p', String(port), 'ping']),
      };
    // By the shell of the container, so that no login stands on the command line of a process outside.
    const user = '--user default off --user "$$LOGIN_USER" on ">$$LOGIN_PASSWORD" "~*" "&*" "+@all"';
    return {
      image: images.redis,
      command: ['sh', '-c', `exec ${listens.join(' ')} ${user}`],
      environment: { LOGIN_USER: required(login('username')), LOGIN_PASSWORD: required(login('password')) },
      volumes: [`${host}-data:/data`],
      healthcheck: healthcheck([
        'CMD-SHELL',
        `redis-cli -p ${port} --user "$$LOGIN_USER" --pass "$$LOGIN_PASSWORD" --no-auth-warning ping | grep -q PONG`,
      ]),
    };
  },
  kafka: ({ broker, host, port = 9092 }) => {
    if (broker.auth.type !== 'none') return undefined;
    return {
      image: images.kafka,
      environment: {
        KAFKA_NODE_ID: '1',
        KAFKA_PROCESS_ROLES: 'broker,controller',
        KAFKA_LISTENERS: `PLAINTEXT://:${port},CONTROLLER://:19093`,
        KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${host}:${port}`,
        KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
        KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:19093',
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
        KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
        KAFKA_LOG_DIRS: '/var/lib/kafka/data',
      },
      volumes: [`${host}-data:/var/lib/kafka/data`],
      healthcheck: healthcheck([
        'CMD-SHELL',
        `/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server localhost:${port} >/dev/null`,
      ]),
    };
  },
  rabbitmq: ({ broker, host, login }) => {
    if (broker.auth.type !== 'none' && broker.auth.type !== 'password') return undefined;
    const { vhost } = broker.own;
    return {
      image: images.rabbitmq,
      // The node's name, and with it the place of its data, follows from the host's.
      hostname: host,
      environment: {
        ...(broker.auth.type === 'password'
          ? {
              RABBITMQ_DEFAULT_USER: required(login('username')),
              RABBITMQ_DEFAULT_PASS: required(login('password')),
            }
          : {}),
        ...(typeof vhost === 'string' ? { RABBITMQ_DEFAULT_VHOST: vhost } : {}),
      },
      volumes: [`${host}-data:/var/lib/rabbitmq`],
      healthcheck: healthcheck(['CMD', 'rabbitmq-diagnostics', '-q', 'check_port_connectivity']),
    };
  },
  nats: ({ broker, host, port = 4222, login }) => {
    if (broker.auth.type !== 'none' && broker.auth.type !== 'token') return undefined;
    const listens = ['-js', '-sd', '/data', '-p', String(port), '-m', '8222'];
    return {
      image: images.nats,
      command: broker.auth.type === 'token' ? [...listens, '--auth', required(login('token'))] : listens,
      volumes: [`${host}-data:/data`],
      healthcheck: healthcheck(['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8222/healthz']),
    };
  },
  pulsar: ({ broker, host }) => {
    if (broker.auth.type !== 'none') return undefined;
    return {
      image: images.pulsar,
      command: ['bin/pulsar', 'standalone'],
      volumes: [`${host}-data:/pulsar/data`],
      healthcheck: healthcheck(['CMD', 'bin/pulsar-admin', 'brokers', 'healthcheck']),
    };
  },
  mqtt: ({ broker, host, port = 1883 }) => {
    if (broker.auth.type !== 'none') return undefined;
    const settings = `listener ${port}\nallow_anonymous true\npersistence true\npersistence_location /mosquitto/data/\n`;
    return {
      image: images.mosquitto,
      command: [
        'sh',
        '-c',
        `printf '${settings.replaceAll('\n', '\\n')}' >/tmp/m.conf && exec mosquitto -c /tmp/m.conf`,
      ],
      volumes: [`${host}-data:/mosquitto/data`],
      healthcheck: healthcheck([
        'CMD',
        'mosquitto_sub',
        '-p',
        String(port),
        '-t',
        '$$SYS/#',
        '-C',
        '1',
        '-W',
        '3',
      ]),
    };
  },
};

/** A value of `.env`, without which compose says what is missing and starts nothing. */
export function required(variable: string): string {
  return `\${${variable}:?is missing: see make-env.sh}`;
}

export function healthcheck(test: readonly string[]): object {
  return { test, interval: '5s', timeout: '5s', retries: 24, start_period: '10s' };
}

/** A name that DNS inside of compose can tell: not one with a domain, an address, or this machine. */
export function isContainerName(host: string): boolean {
  return /^[a-z][a-z0-9-]{0,62}$/.test(host) && host !== 'localhost';
}

/** `redis:6379` → host and port. */
export function splitServer(server: string): { readonly host: string; readonly port: number | undefined } {
  const [, host = server, port] = /^(.*?)(?::(\d{1,5}))?$/.exec(server) ?? [];
  return { host, port: port === undefined ? undefined : Number(port) };
}
