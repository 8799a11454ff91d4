import type { Broker, ById } from '../../model/architecture.ts';
import type { KafkaLogin } from './kafka-login.ts';

/** What a login may do with one resource, whose name is meant as it is written; `*` is every group. */
export interface KafkaRight {
  readonly login: string;
  readonly type: 'topic' | 'group';
  readonly name: string;
  readonly operations: readonly ('Read' | 'Write' | 'Describe')[];
}

/** What the logins of a design need and no more, login by login: the one list behind every way of granting it. */
export function kafkaRights(logins: readonly KafkaLogin[]): readonly KafkaRight[] {
  return logins.flatMap(({ name: login, writes, reads, groups, anyGroup }) => {
    const [written, read] = [new Set(writes), new Set(reads)];
    const topics = [...new Set([...writes, ...reads])].sort();
    const groupNames = reads.length === 0 ? [] : anyGroup ? ['*'] : groups;
    return [
      ...topics.map((name): KafkaRight => {
        const own: KafkaRight['operations'] = [
          ...(read.has(name) ? (['Read'] as const) : []),
          ...(written.has(name) ? (['Write'] as const) : []),
        ];
        return { login, type: 'topic', name, operations: [...own, 'Describe'] };
      }),
      ...groupNames.map((name): KafkaRight => ({ login, type: 'group', name, operations: ['Read'] })),
    ];
  });
}

/** What `generate.kafka.principal` may be: `{login}` in it stands for the name of a login. */
export const principalPattern = '^[A-Za-z]\\w*:[^\\s\\x00-\\x1f]([^\\x00-\\x1f]*[^\\s\\x00-\\x1f])?$';

/**
 * How a cluster calls a login. What the design does not say is Kafka's default for a user's name, and for a certificate
 * that names nothing but its subject.
 * @param options of the generator `kafka`
 */
export function principalOf(login: string, { auth }: Broker, { principal }: ById<unknown>): string {
  const isWritten = typeof principal === 'string' && new RegExp(principalPattern, 'u').test(principal);
  const template = isWritten ? principal : auth.type === 'mtls' ? 'User:CN={login}' : 'User:{login}';
  return template.replaceAll('{login}', () => login);
}
