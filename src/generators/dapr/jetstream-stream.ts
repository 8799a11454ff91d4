import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Broker, Environment } from '../../model/architecture.ts';
import { printHeader, printLineComment } from '../../print/header.ts';
import { printJson } from '../../print/json.ts';
import type { PlannedFile } from '../generator.ts';
import type { DaprPlan } from './dapr-plan.ts';
import { type JetstreamConsumer, jetstreamConsumer } from './jetstream-metadata.ts';
import { deadLetterStream, isPlainName, streamName } from './jetstream-names.ts';
import type { PubSubComponent } from './planned-component.ts';

/** How long JetStream remembers the ids of messages, in ms: its default. */
const rememberedIds = 120_000;

/** The shortest time that it takes, in ms: two services may give up the same event. */
const leastRememberedIds = 100;

/**
 * What creates the streams of an environment, which Dapr never does: for each NATS broker the stream's settings as
 * JetStream takes them, its consumers, and a script for the `nats` command that applies both and can be run again.
 */
export function jetstreamFiles(plan: DaprPlan, system: string, specPath: string): PlannedFile[] {
  const { environment } = plan;
  const brokers = Object.values(environment.brokers).filter(({ type }) => type === 'nats');
  const folder = `infra/${environment.name}/nats`;
  const streams = brokers.flatMap((broker): PlannedFile[] => {
    const components = plan.components.filter((component) => component.broker.name === broker.name);
    const name = streamName(broker, system);
    if (components.length === 0 || !isPlainName(name)) return [];
    return streamsOf(name, broker, components, plan).flatMap((stream) =>
      streamFiles(stream, folder, specPath),
    );
  });
  if (streams.length === 0) return [];
  return [
    ...streams,
    {
      path: `${folder}/apply-streams.sh`,
      owner: 'eda',
      content: () => `#!/bin/sh\n${printHeader('yaml', specPath)}${script}`,
      inputs: [specPath],
    },
  ];
}

/** Reports a stream whose name would not do for files and the script as well. */
export function streamProblem(
  broker: Broker,
  environment: Environment,
  system: string,
): Diagnostic | undefined {
  const name = streamName(broker, system);
  if (isPlainName(name)) return undefined;
  return {
    code: 'stream-name',
    severity: 'error',
    message: `${environment.name}.${broker.name}: the stream '${name}' has characters that are none of letters, digits, - and _`,
    help: 'give it another name: `stream`',
    at: broker.at,
  };
}

interface Stream {
  readonly settings: { readonly name: string; readonly [key: string]: unknown };
  readonly consumers: readonly JetstreamConsumer[];
}

/**
 * The stream of a broker's topics, and one of each dead-letter topic. A dead letter has the id of its event, so in the
 * event's stream it would be taken for the same message once more, and not be kept.
 */
function streamsOf(
  name: string,
  broker: Broker,
  components: readonly PubSubComponent[],
  { subscriptions }: DaprPlan,
): readonly Stream[] {
  const own = new Set(components.map((component) => component.name));
  const dead = new Set(
    subscriptions.flatMap(({ component, deadLetter }) => (own.has(component) ? (deadLetter ?? []) : [])),
  );
  const subjects = components.flatMap(({ publishing, subscribing }) =>
    [...publishing.values(), ...subscribing.values()].flatMap((topics) => [...topics]),
  );
  const retention = components[0]?.retention ?? 'forever';
  const consumersOf = (deadLetter: string | undefined) =>
    components
      .filter((component) => component.deadLetter === deadLetter)
      .flatMap((component) => jetstreamConsumer(component) ?? []);
  return [
    {
      settings: streamSettings(
        name,
        broker,
        subjects.filter((subject) => !dead.has(subject)),
        retention,
        rememberedIds,
      ),
      consumers: consumersOf(undefined),
    },
    ...[...dead].sort().map((deadLetter) => ({
      settings: streamSettings(
        deadLetterStream(name, deadLetter),
        broker,
        [deadLetter],
        retention,
        leastRememberedIds,
      ),
      consumers: consumersOf(deadLetter),
    })),
  ].filter(({ settings }) => settings.subjects.length > 0);
}

function streamFiles({ settings, consumers }: Stream, folder: string, specPath: string): PlannedFile[] {
  return [
    {
      path: `${folder}/${settings.name}.stream.json`,
      owner: 'eda',
      content: () => printJson(settings),
      inputs: [settings],
    },
    {
      path: `${folder}/${settings.name}.consumers`,
      owner: 'eda',
      content: () =>
        printHeader('yaml', specPath) +
        printLineComment(
          'yaml',
          'Name, messages in work at once, seconds until one goes to another worker.',
        ) +
        consumers.map(({ name, pending, wait }) => `${name} ${pending} ${wait / 1000}s\n`).join(''),
      inputs: [consumers, specPath],
    },
  ];
}

/** @param remembered how long the ids of messages are remembered, in ms */
function streamSettings(
  name: string,
  { servers }: Broker,
  subjects: readonly string[],
  retention: number | 'forever',
  remembered: number,
) {
  return {
    name,
    subjects: [...new Set(subjects)].sort(),
    retention: 'limits',
    discard: 'old',
    storage: 'file',
    // A cluster of three bears the loss of one.
    num_replicas: servers.length >= 3 ? 3 : 1,
    max_consumers: -1,
    max_msgs: -1,
    max_bytes: -1,
    max_msg_size: -1,
    // Nanoseconds; 0 is for ever.
    max_age: retention === 'forever' ? 0 : nanoseconds(retention),
    duplicate_window: nanoseconds(retention === 'forever' ? remembered : Math.min(remembered, retention)),
  };
}

/** @param time in ms */
function nanoseconds(time: number): number {
  return time * 1_000_000;
}

const script = `#
# Makes the streams of this folder what the design says, and the consumers that exist already. Run it before the
# services start, and again after each change of the design. It needs the nats command (https://github.com/nats-io/natscli),
# which takes server and login from its context or from NATS_URL, NATS_USER, NATS_PASSWORD, NATS_CREDS.
set -eu
cd "$(dirname "$0")"
# A stream lets a subject go before another takes it: names in the order of their bytes.
export LC_ALL=C

for file in *.stream.json; do
  stream=\${file%.stream.json}
  if nats stream info "$stream" </dev/null >/dev/null 2>&1; then
    nats stream edit "$stream" --config "$file" --force
  else
    nats stream add "$stream" --config "$file"
  fi
  # Sidecars create their consumers, but refuse one whose settings are no longer theirs.
  grep -v '^#' "$stream.consumers" | while read -r consumer pending wait; do
    if nats consumer info "$stream" "$consumer" </dev/null >/dev/null 2>&1; then
      nats consumer edit "$stream" "$consumer" --max-pending "$pending" --wait "$wait" --force </dev/null
    fi
  done
done
`;
