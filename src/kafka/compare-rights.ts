import type { KafkaRight } from '../generators/kafka/kafka-right.ts';
import type { LiveRight } from './live-right.ts';

/** What a login may do with one resource, and how the cluster calls the login. */
export interface WantedRight extends KafkaRight {
  readonly principal: string;
}

/** What a cluster would need so that every login may do what the design says. */
export type RightStep =
  | { readonly do: 'grant'; readonly right: WantedRight }
  /** Asked for by the name of its login: nothing else is ever taken away. */
  | { readonly do: 'revoke'; readonly right: LiveRight };

/** What nobody takes away without being told. */
export type RightDecision =
  /** A login of the design may do what the design does not say. */
  | { readonly about: 'beyond'; readonly right: LiveRight; readonly login: string }
  /** A denial, which wins over every grant, stands against the design. */
  | { readonly about: 'denied'; readonly right: LiveRight; readonly wanted: WantedRight };

export interface RightComparison {
  /** Grants first: what a revoked right also allowed is there before it goes. */
  readonly steps: readonly RightStep[];
  readonly decisions: readonly RightDecision[];
  /** How many rights of the design are as they should be. */
  readonly unchanged: number;
  /** What principals that the design does not know may do with its topics and groups: others' perhaps. */
  readonly others: readonly LiveRight[];
}

/** Operations that one allows besides itself (org.apache.kafka.server.authorizer, `StandardAuthorizer`). */
const implied: { readonly [operation: string]: readonly string[] } = {
  Read: ['Describe'],
  Write: ['Describe'],
  Delete: ['Describe'],
  Alter: ['Describe'],
  AlterConfigs: ['DescribeConfigs'],
};

/**
 * Compares the rights on a cluster with those of a design.
 * @param revoked principals whose rights beyond the design go
 */
export function compareRights(
  wanted: readonly WantedRight[],
  live: readonly LiveRight[],
  revoked: ReadonlySet<string> = new Set(),
): RightComparison {
  const byPrincipal = new Map<string, WantedRight[]>();
  for (const right of wanted) {
    const own = byPrincipal.get(right.principal) ?? [];
    byPrincipal.set(right.principal, own);
    own.push(right);
  }
  const isBeyond = (right: LiveRight): boolean =>
    !(byPrincipal.get(right.principal) ?? []).some((own) => isWithin(right, own));
  const allowed = live.filter(({ permission }) => permission === 'allow');
  const beyond = allowed.filter(
    (right) => (byPrincipal.has(right.principal) || revoked.has(right.principal)) && isBeyond(right),
  );
  const going = new Set(beyond.filter(({ principal }) => revoked.has(principal)));
  const staying = new Map<string, LiveRight[]>();
  for (const right of allowed) {
    if (going.has(right)) continue;
    const own = staying.get(right.principal) ?? [];
    staying.set(right.principal, own);
    own.push(right);
  }
  const grants = wanted.flatMap((right): RightStep[] => {
    const held = [...(staying.get(right.principal) ?? []), ...(staying.get('User:*') ?? [])];
    const operations = right.operations.filter(
      (operation) => !held.some((one) => covers(one, right, operation)),
    );
    return operations.length === 0 ? [] : [{ do: 'grant', right: { ...right, operations } }];
  });
  const denials = live.filter(({ permission }) => permission === 'deny');
  return {
    steps: [...grants, ...[...going].map((right): RightStep => ({ do: 'revoke', right }))],
    decisions: [
      ...denials.flatMap((right): RightDecision[] => {
        const hit = wanted.find((one) => denies(right, one));
        return hit === undefined ? [] : [{ about: 'denied', right, wanted: hit }];
      }),
      ...beyond
        .filter((right) => !going.has(right))
        .map((right): RightDecision => {
          const login = byPrincipal.get(right.principal)?.[0]?.login ?? right.principal;
          return { about: 'beyond', right, login };
        }),
    ],
    unchanged: wanted.length - grants.length,
    others: allowed.filter(
      (right) =>
        !byPrincipal.has(right.principal) &&
        !going.has(right) &&
        wanted.some(({ type, name }) => right.type === type && reaches(right, name)),
    ),
  };
}

/** Whether a right alone lets its principal do the operation, from everywhere. */
function covers(live: LiveRight, { type, name }: WantedRight, operation: string): boolean {
  return (
    live.host === '*' &&
    live.type === type &&
    reaches(live, name) &&
    (live.operation === 'All' ||
      live.operation === operation ||
      (implied[live.operation]?.includes(operation) ?? false))
  );
}

/** Whether a right allows nothing that the design does not. */
function isWithin(live: LiveRight, { type, name, operations }: WantedRight): boolean {
  return (
    live.type === type &&
    (name === '*' || (live.pattern === 'literal' && live.name === name)) &&
    operations.some(
      (operation) => operation === live.operation || implied[operation]?.includes(live.operation),
    )
  );
}

function denies(live: LiveRight, { principal, type, name, operations }: WantedRight): boolean {
  return (
    (live.principal === principal || live.principal === 'User:*') &&
    live.type === type &&
    reaches(live, name) &&
    (live.operation === 'All' || operations.some((operation) => operation === live.operation))
  );
}

/** Whether a right's pattern meets a name; that of all groups is met by nothing less. */
function reaches({ pattern, name: own }: LiveRight, name: string): boolean {
  if (pattern === 'prefixed') return name !== '*' && name.startsWith(own);
  return own === '*' || own === name;
}
