import { describe, expect, it } from 'vitest';
import { compareRights, type WantedRight } from './compare-rights.ts';
import type { LiveRight } from './live-right.ts';

const wanted: readonly WantedRight[] = [
  right('topic', 'sales.order.placed', ['Write', 'Describe']),
  right('topic', 'stock.item.reserved', ['Read', 'Describe']),
  right('group', 'order-service', ['Read']),
];

function right(
  type: WantedRight['type'],
  name: string,
  operations: WantedRight['operations'],
  login = 'order-service',
): WantedRight {
  return { login, principal: `User:${login}`, type, name, operations };
}

function live(type: string, name: string, operation: string, more: Partial<LiveRight> = {}): LiveRight {
  return {
    principal: 'User:order-service',
    type,
    name,
    pattern: 'literal',
    operation,
    permission: 'allow',
    host: '*',
    ...more,
  };
}

const asDesigned: readonly LiveRight[] = wanted.flatMap(({ type, name, operations }) =>
  operations.map((operation) => live(type, name, operation)),
);
const grantsOf = (rights: readonly LiveRight[], more: readonly WantedRight[] = wanted) =>
  compareRights(more, rights).steps.map(({ do: what, right: { type, name }, ...step }) => [
    what,
    type,
    name,
    'operations' in step ? step.operations : [],
  ]);

describe('compareRights', () => {
  it('grants everything on a cluster that has nothing, and nothing on one that has all', () => {
    const { steps, decisions, unchanged, others } = compareRights(wanted, []);
    expect(steps).toEqual(wanted.map((one) => ({ do: 'grant', right: one })));
    expect([decisions, unchanged, others]).toEqual([[], 0, []]);
    expect(compareRights(wanted, asDesigned)).toEqual({ steps: [], decisions: [], unchanged: 3, others: [] });
  });

  it('grants the operations that are missing alone', () => {
    const without = asDesigned.filter(
      ({ name, operation }) => !(name === 'sales.order.placed' && operation === 'Write'),
    );
    expect(compareRights(wanted, without).steps).toEqual([
      { do: 'grant', right: { ...wanted[0], operations: ['Write'] } },
    ]);
  });

  it.each([
    [
      'describing, which reading and writing allow',
      asDesigned.filter(({ operation }) => operation !== 'Describe'),
    ],
    ['what everybody may do', asDesigned.map((one) => ({ ...one, principal: 'User:*' }))],
    ['what one may do everywhere', [live('topic', '*', 'All'), live('group', '*', 'All')]],
    [
      'what prefixes allow',
      [
        live('topic', 'sales.', 'Write', { pattern: 'prefixed' }),
        live('topic', 's', 'Read', { pattern: 'prefixed' }),
        live('group', 'order', 'Read', { pattern: 'prefixed' }),
      ],
    ],
  ])('has enough of %s', (_, rights) => {
    expect(grantsOf(rights)).toEqual([]);
  });

  it.each([
    ['another login', { principal: 'User:mail-service' }],
    ['one host alone', { host: '10.0.0.1' }],
    ['a denial', { permission: 'deny' }],
    ['another kind of resource', { type: 'transactional-id' }],
    ['a longer prefix', { pattern: 'prefixed', name: 'sales.order.placed.v2' }],
    ['another operation', { operation: 'Create' }],
  ] as const)('has not enough of %s', (_, difference) => {
    const rights = asDesigned.map((one, index) => (index === 0 ? { ...one, ...difference } : one));
    expect(compareRights(wanted, rights).steps).toEqual([
      { do: 'grant', right: { ...wanted[0], operations: ['Write'] } },
    ]);
  });

  it('has the group of every replica only where every group is meant', () => {
    const any = [right('group', '*', ['Read'])];
    expect(compareRights(any, [live('group', 'order-service', 'Read')]).steps).toHaveLength(1);
    expect(compareRights(any, [live('group', 'o', 'Read', { pattern: 'prefixed' })]).steps).toHaveLength(1);
    expect(compareRights(any, [live('group', '*', 'Read')]).steps).toEqual([]);
    // What is less than that is not beyond it.
    expect(compareRights(any, [live('group', 'order-service', 'Read')]).decisions).toEqual([]);
  });

  it('leaves what logins may do beyond the design to people, until one is named', () => {
    const more = [
      live('topic', 'payroll', 'Read'),
      live('topic', 'sales.order.placed', 'Read'),
      live('topic', '*', 'All'),
      live('topic', 'sales.order.placed', 'Write', { pattern: 'prefixed' }),
      live('cluster', 'kafka-cluster', 'Alter'),
    ];
    const kept = compareRights(wanted, [...asDesigned, ...more]);
    expect(kept.steps).toEqual([]);
    expect(kept.decisions).toEqual(
      more.map((one) => ({ about: 'beyond', right: one, login: 'order-service' })),
    );
    const told = compareRights(wanted, [...asDesigned, ...more], new Set(['User:order-service']));
    expect(told.decisions).toEqual([]);
    expect(told.steps).toEqual(more.map((one) => ({ do: 'revoke', right: one })));
  });

  it('grants what a wider right allowed before that goes', () => {
    const wide = live('topic', '*', 'All');
    const { steps } = compareRights(
      wanted,
      [wide, live('group', 'order-service', 'Read')],
      new Set(['User:order-service']),
    );
    expect(steps).toEqual([
      { do: 'grant', right: wanted[0] },
      { do: 'grant', right: wanted[1] },
      { do: 'revoke', right: wide },
    ]);
  });

  it('tells of denials against the design, and of no others', () => {
    const everybody = live('topic', 'sales.', 'Write', {
      principal: 'User:*',
      pattern: 'prefixed',
      permission: 'deny',
    });
    const elsewhere = live('topic', 'payroll', 'All', { permission: 'deny' });
    const { decisions, steps } = compareRights(wanted, [...asDesigned, everybody, elsewhere]);
    expect(decisions).toEqual([{ about: 'denied', right: everybody, wanted: wanted[0] }]);
    expect(steps).toEqual([]);
  });

  it('tells what others may do with the topics and groups of the design, and takes nothing from them untold', () => {
    const audit = [
      live('topic', '*', 'Read', { principal: 'User:audit' }),
      live('topic', 'payroll', 'Read', { principal: 'User:audit' }),
    ];
    const all = [...asDesigned, ...audit];
    expect(compareRights(wanted, all)).toMatchObject({ steps: [], decisions: [], others: [audit[0]] });
    const told = compareRights(wanted, all, new Set(['User:audit']));
    expect(told.steps).toEqual(audit.map((one) => ({ do: 'revoke', right: one })));
    expect(told.others).toEqual([]);
  });

  it('counts the rights of one login that several names are given for once each', () => {
    const shared = [
      ...wanted,
      {
        ...right('topic', 'sales.order.placed', ['Read', 'Describe'], 'mail'),
        principal: 'User:order-service',
      },
    ];
    const held = [...asDesigned, live('topic', 'sales.order.placed', 'Read')];
    expect(compareRights(shared, held)).toMatchObject({ steps: [], decisions: [], unchanged: 4 });
  });
});
