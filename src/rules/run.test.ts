import { describe, expect, it } from 'vitest';
import { rules } from './index.ts';
import { defineRule } from './rule.ts';
import { runRules } from './run.ts';
import { lintText } from './testing/lint-text.ts';

const design = (events: string, lint = ''): string => `eda: 1
system: shop
domains: { orders: { owner: a }, stock: { owner: b } }
schemas: { Thing: { type: object, properties: { id: { type: string } } } }
events:
${events}
services:
  order-service: { domain: orders, publishes: [orders.order.cancel] }
${lint}`;

const event = (name: string, comment = ''): string =>
  `  ${name}: { data: { $ref: '#/schemas/Thing' } }${comment}`;

function codes(text: string): string[] {
  return lintText(text).found.map(({ code, severity }) => `${severity} ${code}`);
}

describe('severities', () => {
  it('come from the preset', () => {
    const text = design(event('orders.order.cancel'), 'lint: { extends: minimal }');
    expect(codes(text)).toEqual([]);
    expect(codes(design(event('orders.order.cancel')))).toEqual([
      'error event-past-tense',
      'info no-subscriber',
    ]);
  });

  it('from lint.rules before the preset', () => {
    const lint = 'lint: { rules: { event-past-tense: info, no-subscriber: off } }';
    expect(codes(design(event('orders.order.cancel'), lint))).toEqual(['info event-past-tense']);
  });

  it('from the last override that speaks of the place', () => {
    const lint = `lint:
  rules: { no-subscriber: off }
  overrides:
    - { at: [orders.*], rules: { event-past-tense: warning }, reason: one }
    - { at: ['eda.yaml'], rules: { event-past-tense: info }, reason: two }
    - { at: [stock.*], rules: { event-past-tense: error }, reason: three }`;
    const text = design(`${event('orders.order.cancel')}\n${event('stock.item.move')}`, lint);
    const { found } = lintText(text);
    expect(found.filter(({ code }) => code === 'event-past-tense').map(({ severity }) => severity)).toEqual([
      'info',
      'error',
    ]);
    expect(found.filter(({ code }) => code === 'ignore-unused')).toEqual([]);
  });

  it('and an override may switch on what is off elsewhere', () => {
    const lint =
      'lint: { rules: { no-subscriber: off }, overrides: [{ at: [orders.*], rules: { missing-summary: error }, reason: ours }] }';
    const text = design(`${event('orders.order.cancelled')}\n${event('stock.item.moved')}`, lint);
    expect(codes(text)).toContain('error missing-summary');
    expect(codes(text).filter((code) => code.endsWith('missing-summary'))).toHaveLength(1);
  });

  it('an override holds on its last day and not on the next', () => {
    const on = (until: string) =>
      codes(
        design(
          event('orders.order.cancel'),
          `lint: { rules: { no-subscriber: off }, overrides: [{ at: [orders.*], rules: { event-past-tense: off }, reason: r, until: '${until}' }] }`,
        ),
      );
    expect(on('2026-11-21')).toEqual([]);
    expect(on('2026-11-20')).toEqual(['error event-past-tense', 'warning ignore-expired']);
  });

  it('names in subscriptions count for overrides, of the service and of the event', () => {
    const text = (at: string) => `eda: 1
system: shop
domains: { orders: { owner: a }, stock: { owner: b } }
events:
  orders.order.placed: { data: { type: object } }
services:
  stock-service: { domain: stock, subscribes: { orders.order.placed: {} } }
lint: { overrides: [{ at: ['${at}'], rules: { no-publisher: off }, reason: later }] }`;
    expect(codes(text('stock-service'))).toEqual([]);
    expect(codes(text('orders.**'))).toEqual([]);
    expect(codes(text('stock.*'))).toContain('error no-publisher');
  });
});

describe('options', () => {
  const found = (lint: string) =>
    codes(design(event('stock.item.snapshot'), `lint: { extends: strict, rules: { ${lint} } }`)).filter(
      (code) => /past-tense|unknown-option/.test(code),
    );

  it('reach the rule, beside a severity or without one', () => {
    expect(found('')).toEqual(['error event-past-tense']);
    expect(found('event-past-tense: { allow: [snapshot] }')).toEqual([]);
    expect(found('event-past-tense: { severity: info, allow: [feed] }')).toEqual(['info event-past-tense']);
  });

  it('that are wrong are told, and the default holds', () => {
    expect(found('event-past-tense: { allow: snapshot }').sort()).toEqual([
      'error event-past-tense',
      'error unknown-option',
    ]);
    expect(found('event-past-tense: { alow: [snapshot] }').sort()).toEqual([
      'error event-past-tense',
      'error unknown-option',
    ]);
  });

  it('are told of once, whatever their values hold', () => {
    for (const value of ['__proto__', '{ a: [1] }', 'null', '[[x]]', '1e999']) {
      expect(
        found(`data-depth: { max: ${value}, __proto__: 1 }`).filter((code) => /option/.test(code)),
      ).toHaveLength(2);
    }
  });
});

describe('ignores', () => {
  const quiet = 'lint: { rules: { no-subscriber: off } }';

  it('silence the line that they stand on', () => {
    const text = design(
      event('orders.order.cancel', ' # eda-ignore event-past-tense: renamed in March'),
      quiet,
    );
    expect(codes(text)).toEqual([]);
  });

  it('silence the next line that says something', () => {
    const text = design(
      `  # eda-ignore event-past-tense: renamed in March\n  # (by the web shop)\n\n${event('orders.order.cancel')}`,
      quiet,
    );
    expect(codes(text)).toEqual([]);
  });

  it('silence only the rules that they name', () => {
    const text = design(event('orders.order.cancel', ' # eda-ignore event-name, key-missing: no'), quiet);
    expect(codes(text).sort()).toEqual([
      'error event-past-tense',
      'warning ignore-unused',
      'warning ignore-unused',
    ]);
  });

  it('work without a reason, and are found for it', () => {
    const text = design(event('orders.order.cancel', ' # eda-ignore event-past-tense'), quiet);
    expect(codes(text)).toEqual(['warning ignore-reason']);
  });

  it('cannot silence a rule that does not exist', () => {
    const text = design(event('orders.order.cancelled', ' # eda-ignore past-tense: no'), quiet);
    const { found } = lintText(text);
    expect(found.filter(({ code }) => code === 'unknown-rule')).toMatchObject([
      { message: 'there is no rule past-tense', severity: 'warning' },
    ]);
  });

  it('silence all of a file', () => {
    const text = `# eda-ignore-file event-past-tense: names of the old shop\n${design(
      `${event('orders.order.cancel')}\n${event('stock.item.move')}`,
      quiet,
    )}`;
    expect(codes(text)).toEqual(['warning event-unused']);
    expect(lintText(text).ignored.map(({ diagnostic, ignore }) => [diagnostic.code, ignore.reason])).toEqual([
      ['event-past-tense', 'names of the old shop'],
      ['event-past-tense', 'names of the old shop'],
    ]);
  });

  it.each([
    ['(until 2026-11-21)', []],
    ['( until  2026-11-21 ) ', []],
    ['(until 2026-11-20)', ['error event-past-tense', 'warning ignore-expired']],
    ['(until 2027-02-30)', ['error event-past-tense', 'warning ignore-expired']],
    ['(until the new shop)', ['error event-past-tense', 'warning ignore-expired']],
  ])('hold as long as they say: %s', (until, expected) => {
    const text = design(event('orders.order.cancel', ` # eda-ignore event-past-tense: why ${until}`), quiet);
    expect(codes(text)).toEqual(expected);
  });

  it('say until when without a reason, and are found for that', () => {
    const text = design(
      event('orders.order.cancel', ' # eda-ignore event-past-tense (until 2027-01-31)'),
      quiet,
    );
    expect(codes(text)).toEqual(['warning ignore-reason']);
  });

  it('cannot silence what reading found', () => {
    const text = design(`${event('Orders.Order', ' # eda-ignore event-name: no')}`, quiet);
    const { read, found } = lintText(text);
    expect(read.map(({ code }) => code)).toContain('event-name');
    expect(found.map(({ code }) => code)).toContain('ignore-unused');
  });

  it('are never asked for where there are none', () => {
    const { architecture } = lintText(design(event('orders.order.cancel')));
    const locate = (): number => {
      throw new Error('asked');
    };
    expect(runRules({ architecture, rules, today: '2026-11-21', locate }).findings.length).toBeGreaterThan(0);
  });
});

describe('rules', () => {
  const { architecture } = lintText(design(event('orders.order.cancelled')));

  it("a team's own run with the built-in ones", () => {
    const own = defineRule({
      id: 'our-rule',
      title: 'Ours',
      topic: 'naming',
      severity: { minimal: 'warning', recommended: 'warning', strict: 'warning' },
      visit: { domain: ({ name, at }, { report }) => report({ message: name, at }) },
    });
    const { findings: found } = runRules({ architecture, rules: [own], today: '2026-11-21' });
    expect(found.map(({ message }) => message)).toEqual(['orders', 'stock']);
  });

  it('that throw are bugs', () => {
    const broken = defineRule({
      id: 'broken-rule',
      title: 'Broken',
      topic: 'naming',
      severity: { minimal: 'warning', recommended: 'warning', strict: 'warning' },
      visit: {
        architecture: () => {
          throw new Error('a bug');
        },
      },
    });
    expect(() => runRules({ architecture, rules: [broken], today: '2026-11-21' })).toThrow('a bug');
  });

  it('do not repeat what the reader said of the same place', () => {
    const { read, found } = lintText(design(event('Orders.Order')));
    const said = [...read, ...found].filter(({ code }) => code === 'event-name');
    expect(said).toHaveLength(1);
  });

  it('visit each schema node once, wherever it is used', () => {
    const seen: string[] = [];
    const counting = defineRule({
      id: 'count-nodes',
      title: 'Counts',
      topic: 'schema',
      severity: { minimal: 'info', recommended: 'info', strict: 'info' },
      visit: { schema: (schema, at) => void seen.push(`${schema.kind} ${at.path.join('/')}`) },
    });
    const text = design(`${event('orders.order.opened')}\n${event('orders.order.closed')}`);
    runRules({ architecture: lintText(text).architecture, rules: [counting], today: '2026-11-21' });
    expect(seen.filter((node) => node.startsWith('object'))).toEqual(['object schemas/Thing']);
    expect(seen).toContain('string schemas/Thing/properties/id');
  });

  it('hold hostile names without harm', () => {
    const names = [
      '__proto__',
      'constructor',
      'a.b.c',
      'orders.order.$' + '{x}',
      "o'; drop table x; --.b.c",
      '<b>.x.y',
    ];
    const text = design(
      names.map((name) => `  ${JSON.stringify(name)}: { data: { type: object } }`).join('\n'),
    );
    const { found } = lintText(text);
    expect(found.every(({ message }) => !message.includes('\n'))).toBe(true);
  });
});
