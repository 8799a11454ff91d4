import type { Broker } from '../../model/architecture.ts';
import { printHeader, printLineComment } from '../../print/header.ts';
import type { Assets } from '../generator.ts';
import type { KafkaTopic } from './kafka-topic.ts';

/** The topics as `apply-topics.sh` reads them: a line each. Their names and values hold no white space. */
export function printTopicList(topics: readonly KafkaTopic[], broker: Broker, specPath: string): string {
  const lines = topics.map(({ name, partitions, replication, config }) =>
    [
      name,
      partitions,
      replication ?? '-',
      ...Object.entries(config).map(([key, value]) => `${key}=${value}`),
    ].join(' '),
  );
  return (
    printHeader('yaml', specPath) +
    printLineComment('yaml', `bootstrap: ${broker.servers.join(',')}`) +
    printLineComment('yaml', "Name, partitions, copies (-: the cluster's default), configurations.") +
    lines.map((line) => `${line}\n`).join('')
  );
}

/** The script that applies the list with the stock tools of Kafka. */
export function printApplyTopics(assets: Assets, specPath: string): string {
  return `#!/bin/sh\n${printHeader('yaml', specPath)}${assets.text('templates/kafka/apply-topics.sh')}`;
}
