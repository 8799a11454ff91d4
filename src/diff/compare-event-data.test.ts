import { describe, expect, it } from 'vitest';
import { compareTexts, describeChange, modelOf } from './compare-designs.fixture.ts';

const design = (event: string, services = ''): string => `eda: 1
system: shop
domains: { sales: { owner: sales-team } }
events:
  sales.order.placed:
${event}
services:
  shop-service: { domain: sales, publishes: [sales.order.placed] }
  mail-service: { domain: sales, subscribes: { sales.order.placed: { uses: [total] } } }
  stock-service: { domain: sales, subscribes: { sales.order.placed: { uses: [orderId] } } }
${services}`;

const data = (fields: string, required = 'orderId'): string =>
  `    data: { type: object, required: [${required}], properties: { orderId: { type: string }, ${fields} } }`;

const v1 = data('total: { type: integer }');
const v2 = data('amount: { type: integer }', 'orderId, amount');

describe('data of an event', () => {
  it('hurts those who say that they read the field, with a way around it', () => {
    const [change, ...others] = compareTexts(design(v1), design(data('total: { type: string }')));
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      kind: 'event-data-changed',
      detail: 'type-changed',
      verdict: 'breaking',
      broken: ['forward'],
      path: ['total'],
      bump: 'major',
      safePath:
        'add a new property beside total (1.1.0), write both, move its readers, then drop total in sales.order.placed.v2',
      witness: { now: 'accepted', data: { total: expect.any(String) } },
      affected: [
        { service: 'mail-service', owner: 'sales-team', role: 'subscriber', reads: 'yes' },
        { service: 'stock-service', reads: 'no' },
      ],
    });
  });

  it.each([
    ['    kind: document\n', 'breaking (forward, backward)'],
    ['    kind: notification\n', 'breaking (forward)'],
    ['    compatibility: backward\n', 'breaking (backward)'],
    ['    compatibility: none\n', 'compatible'],
  ])('is held to what was promised: %s', (promise, verdict) => {
    const [change] = compareTexts(design(promise + v1), design(promise + data('total: { type: string }')));
    expect(describeChange(change as never)).toBe(
      `${verdict} event-data-changed · sales.order.placed: total: type integer → string`,
    );
  });

  it('of a command hurts those who send it', () => {
    const command = (fields: string, required?: string): string => `eda: 1
system: shop
domains: { sales: { owner: sales-team } }
events:
  sales.order.place:
    kind: command
${data(fields, required)}
services:
  web: { domain: sales, publishes: [sales.order.place] }
  shop-service: { domain: sales, subscribes: { sales.order.place: {} } }
`;
    const [change] = compareTexts(
      command('total: { type: integer }'),
      command('total: { type: integer }', 'orderId, total'),
    );
    expect(change).toMatchObject({
      verdict: 'breaking',
      broken: ['backward'],
      affected: [{ service: 'web', role: 'publisher' }],
      safePath:
        'make total optional (1.1.0), have its senders send it, then require it in sales.order.place.v2',
    });
  });

  it('asks for more of strict readers', () => {
    const more = design(
      `    compatibility: backward\n${data('total: { type: integer }, note: { type: string }')}`,
    );
    const old = design(`    compatibility: backward\n${v1}`);
    expect(compareTexts(old, more).map(({ verdict }) => verdict)).toEqual(['compatible']);
    expect(compareTexts(old, more, { policy: 'strict' }).map(({ verdict }) => verdict)).toEqual(['breaking']);
  });

  it('of closed producers is held against readers that pass over the rest, closed or not', () => {
    const shut = (fields: string) =>
      `${data(fields).replace('type: object', 'type: object, additionalProperties: false')}`;
    const judged = (old: string, now: string, policy: 'tolerant' | 'closed-producer') =>
      compareTexts(design(`    compatibility: full\n${old}`), design(`    compatibility: full\n${now}`), {
        policy,
      }).map(({ verdict }) => verdict);
    const [narrow, wide] = ['total: { type: integer }', 'total: { type: integer }, note: { type: string }'];
    expect(judged(shut(narrow), shut(wide), 'tolerant')).toEqual(['breaking']);
    expect(judged(shut(narrow), shut(wide), 'closed-producer')).toEqual(['compatible']);
    expect(judged(shut(wide), shut(narrow), 'closed-producer')).toEqual(['compatible']);
    expect(judged(data(wide), data(narrow), 'tolerant')).toEqual(['risky']);
    expect(judged(data(wide), data(narrow), 'closed-producer')).toEqual(['compatible']);
    expect(judged(data(narrow), shut(narrow), 'closed-producer')).toEqual(['compatible']);
    // What is read on both sides is held to the letter.
    expect(judged(data(narrow), data('total: { type: string }'), 'closed-producer')).toEqual(['breaking']);
  });

  it('that is only described otherwise breaks nothing', () => {
    const said = design(data("total: { type: integer, description: 'What it costs' }"));
    const [change, ...others] = compareTexts(design(v1), said);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ verdict: 'documentation', bump: 'none' });
  });

  it('that is personal from now on is worth a look', () => {
    const marked = design(data('total: { type: integer, x-personal-data: true }'));
    expect(compareTexts(design(v1), marked)).toMatchObject([
      { detail: 'personal-data-changed', verdict: 'risky' },
    ]);
  });
});

describe('old versions', () => {
  const promise = '    compatibility: backward\n';
  const upcast = (was: string): string =>
    `    version: 1.1.0\n${promise}${v2}\n    previous: { 1.0.0: { ${was.trim()}, upcast: { rename: { total: amount } } } }`;

  it('that every subscriber makes new break nobody', () => {
    const old = design(promise + v1);
    const plain = compareTexts(old, design(`    version: 1.1.0\n${promise}${v2}`));
    expect(plain.filter(({ verdict }) => verdict === 'breaking')).not.toEqual([]);
    const covered = compareTexts(old, design(upcast(v1)));
    expect(covered.filter(({ verdict }) => verdict === 'breaking')).toEqual([]);
    expect(covered.map(({ what }) => what).join()).toContain('(version 1.0.0 is upcast)');
  });

  it('break those who have no generated dispatcher all the same', () => {
    for (const service of [
      '  partner: { domain: sales, external: true, subscribes: { sales.order.placed: {} } }\n',
      '  bare-service: { domain: sales, database: none, language: none, subscribes: { sales.order.placed: {} } }\n',
    ]) {
      const changes = compareTexts(design(promise + v1, service), design(upcast(v1), service));
      expect(changes.filter(({ verdict }) => verdict === 'breaking')).not.toEqual([]);
    }
  });

  it('have to be what was released', () => {
    const changes = compareTexts(design(promise + v1), design(upcast(data('total: { type: string }'))));
    expect(changes.filter(({ verdict }) => verdict === 'breaking')).not.toEqual([]);
  });

  it('count where all of them were promised', () => {
    const [first, second, third] = [
      data('total: { type: integer }'),
      data('other: { type: integer }'),
      data('total: { type: string }'),
    ] as const;
    const previous = `    previous: { 1.0.0: { ${first.trim()}, upcast: { drop: [total] } } }`;
    const promised = (text: string): string =>
      `    version: 1.1.0\n    compatibility: forward-transitive\n${text}\n${previous}`;
    const changes = compareTexts(design(promised(second)), design(promised(third)));
    expect(changes.filter(({ verdict }) => verdict === 'breaking')).toMatchObject([
      { what: 'total: type integer → string', against: '1.0.0' },
    ]);
    // Asked for, or promised: both count. Otherwise the last version alone does.
    const plain = (text: string): string => promised(text).replace('-transitive', '');
    expect(
      compareTexts(design(plain(second)), design(plain(third))).some(({ against }) => against !== undefined),
    ).toBe(false);
    expect(
      compareTexts(design(plain(second)), design(plain(third)), { transitive: true }).some(
        ({ against }) => against === '1.0.0',
      ),
    ).toBe(true);
    // Released designs count as well.
    const history = [modelOf(design(`    version: 1.0.5\n${first}`))];
    const bare = (text: string): string =>
      design(`    version: 1.1.0\n    compatibility: forward-transitive\n${text}`);
    expect(compareTexts(bare(second), bare(third), { history })).toContainEqual(
      expect.objectContaining({ against: '1.0.5' }),
    );
  });

  it('that were broken before are no news', () => {
    const previous = `    previous: { 1.0.0: { ${v1.trim()}, upcast: { drop: [total] } } }`;
    const now = (text: string): string =>
      design(`    version: 1.1.0\n    compatibility: forward-transitive\n${text}\n${previous}`);
    const changed = data('total: { type: string }');
    const more = data('total: { type: string }, note: { type: string }');
    expect(compareTexts(now(changed), now(changed))).toEqual([]);
    expect(compareTexts(now(changed), now(more)).map(describeChange)).toEqual([
      'compatible event-data-changed · sales.order.placed: note added, optional',
    ]);
  });
});

describe('attributes and operations', () => {
  it('are compared as data is', () => {
    const header = (type: string): string => `    attributes: { tenant: { type: ${type} } }\n${v1}`;
    expect(compareTexts(design(header('string')), design(header('integer'))).map(describeChange)).toEqual([
      'breaking (forward) event-attribute-changed · sales.order.placed: attribute tenant: type string → integer',
    ]);
    const served = (request: string, response: string, param: string): string =>
      design(
        v1,
        `  web:
    domain: sales
    serves: { find: { post: '/find/{id}', params: { id: { type: ${param} } }, request: ${request}, response: ${response} } }
  caller: { domain: sales, owner: web-team, calls: { web: { find: {} } } }
`,
      );
    const one = '{ type: object, properties: { a: { type: string } } }';
    const two = '{ type: object, required: [a], properties: { a: { type: string } } }';
    const narrower = compareTexts(served(one, one, 'string'), served(two, two, 'string'));
    expect(narrower.map(describeChange)).toEqual(
      [
        'breaking (backward) operation-request-changed · web.find: request a is required',
        'compatible operation-response-changed · web.find: response a is required',
      ].map((text) => expect.stringContaining(text.split(': ')[0] ?? '')),
    );
    expect(narrower[0]?.affected).toMatchObject([{ service: 'caller', role: 'caller' }]);
    const wider = compareTexts(served(two, two, 'string'), served(one, one, 'integer'));
    expect(wider.map(({ kind, verdict }) => `${verdict} ${kind}`).sort()).toEqual([
      'breaking operation-param-changed',
      'breaking operation-response-changed',
      'compatible operation-request-changed',
    ]);
  });
});
