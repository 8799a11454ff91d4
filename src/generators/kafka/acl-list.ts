import type { Broker } from '../../model/architecture.ts';
import { printHeader, printLineComment } from '../../print/header.ts';
import type { Assets } from '../generator.ts';
import type { KafkaRight } from './kafka-right.ts';

/** The ACLs as `apply-acls.sh` reads them: a line each. What may hold white space, the principal, stands last. */
export function printAclList(
  rights: readonly KafkaRight[],
  broker: Broker,
  toPrincipal: (login: string) => string,
  specPath: string,
): string {
  const lines = rights.flatMap(({ login, type, name, operations }) =>
    operations.map((operation) => [type, name, operation, toPrincipal(login)].join(' ')),
  );
  return (
    printHeader('yaml', specPath) +
    printLineComment('yaml', `bootstrap: ${broker.servers.join(',')}`) +
    printLineComment('yaml', 'Resource, its name, operation, principal.') +
    lines.map((line) => `${line}\n`).join('')
  );
}

/** The script that applies the list with the stock tools of Kafka. */
export function printApplyAcls(assets: Assets, specPath: string): string {
  return `#!/bin/sh\n${printHeader('yaml', specPath)}${assets.text('templates/kafka/apply-acls.sh')}`;
}
