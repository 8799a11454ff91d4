import type { Admin } from 'kafkajs';

/** A right as a cluster has it: one ACL. */
export interface LiveRight {
  readonly principal: string;
  /** `topic`, `group`, `cluster`, …: what this program cannot name is `resource 9`. */
  readonly type: string;
  readonly name: string;
  readonly pattern: 'literal' | 'prefixed';
  /** As Kafka's tools write it: `Read`, `DescribeConfigs`, `All`. */
  readonly operation: string;
  readonly permission: 'allow' | 'deny';
  readonly host: string;
}

/** Enumerations of Kafka's protocol (org.apache.kafka.common.acl and .resource), by their codes. */
const types = ['', '', 'topic', 'group', 'cluster', 'transactional-id', 'delegation-token', 'user'];
const operations = [
  '',
  '',
  'All',
  'Read',
  'Write',
  'Create',
  'Delete',
  'Alter',
  'Describe',
  'ClusterAction',
  'DescribeConfigs',
  'AlterConfigs',
  'IdempotentWrite',
  'CreateTokens',
  'DescribeTokens',
  'TwoPhaseCommit',
];
/** In a filter: whatever it is. */
const any = 1;
const patterns = { literal: 3, prefixed: 4 } as const;
const permissions = { deny: 2, allow: 3 } as const;

/** All rights of a cluster, or undefined where it checks none. Throws what kafkajs throws. */
export async function readRights(admin: Admin): Promise<readonly LiveRight[] | undefined> {
  const everything = {
    resourceType: any,
    resourcePatternType: any,
    operation: any,
    permissionType: any,
  };
  let answer: Awaited<ReturnType<Admin['describeAcls']>>;
  try {
    answer = await admin.describeAcls(everything);
  } catch (error) {
    if ((error as { readonly type?: unknown }).type === 'SECURITY_DISABLED') return undefined;
    throw error;
  }
  return answer.resources.flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
    acls.map(({ principal, host, operation, permissionType }) => ({
      principal,
      type: types[resourceType] ?? `resource ${resourceType}`,
      name: resourceName,
      pattern: resourcePatternType === patterns.prefixed ? 'prefixed' : 'literal',
      operation: operations[operation] ?? `operation ${operation}`,
      permission: permissionType === permissions.deny ? 'deny' : 'allow',
      host,
    })),
  );
}

/** Adds rights. */
export async function addRights(admin: Admin, rights: readonly LiveRight[]): Promise<void> {
  await admin.createAcls({
    acl: rights.map((right) => ({ ...codesOf(right), principal: right.principal, host: right.host })),
  });
}

/**
 * Takes rights away: each by all that it says, so that no other goes with it. What a newer Kafka calls otherwise is refused
 * by kafkajs.
 */
export async function removeRights(admin: Admin, rights: readonly LiveRight[]): Promise<void> {
  await admin.deleteAcls({
    filters: rights.map((right) => ({ ...codesOf(right), principal: right.principal, host: right.host })),
  });
}

function codesOf({ type, name, pattern, operation, permission }: LiveRight) {
  return {
    resourceType: types.indexOf(type),
    resourceName: name,
    resourcePatternType: patterns[pattern],
    operation: operations.indexOf(operation),
    permissionType: permissions[permission],
  };
}
