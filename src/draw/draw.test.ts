import { describe, expect, it } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import type { Architecture } from '../model/architecture.ts';
import { indexArchitecture } from '../model/query.ts';
import { findReactions } from '../model/reactions.ts';
import { drawContext, drawContextOfDomain, findLinks } from './context.ts';
import { drawData, drawProjections } from './data.ts';
import { type Design, type Drawing, limits } from './drawing.ts';
import { drawFlow, drawFlowOfDomain } from './flow.ts';
import { printFlowchart, printInParts } from './flowchart.ts';
import { countFlowchart, parseMermaid } from './parse-mermaid.fixture.ts';
import { drawSaga } from './saga.ts';
import { drawingsOf, readDesign, readSystem, systems } from './sample-design.fixture.ts';
import { drawSequence } from './sequence.ts';
import { traceEvent } from './trace.ts';

/** Every diagram that a design has. */
function drawAll(design: Design): readonly Drawing[] {
  const { architecture } = design;
  const reactions = findReactions(architecture);
  return [
    ...drawingsOf(drawContext(design)),
    ...drawingsOf(drawFlow(design, { deadLetters: true })),
    ...Object.keys(architecture.domains).flatMap((domain) => [
      ...drawContextOfDomain(design, domain),
      ...drawFlowOfDomain(design, domain),
    ]),
    ...Object.values(architecture.events).flatMap((event) => [
      drawSequence(traceEvent(design, reactions, event.name)),
      drawData(event, architecture.schemas),
    ]),
    ...Object.values(architecture.sagas).map(drawSaga),
    ...Object.values(architecture.projections).map((projection) =>
      drawProjections([projection], architecture),
    ),
  ];
}

describe.each(systems)('%s', (name) => {
  const drawings = drawAll(readSystem(name));

  it('is drawn in Mermaid that its own parser takes', async () => {
    for (const { text, title } of drawings) {
      await expect(parseMermaid(text), `${title}\n${text}`).resolves.toMatch(
        /^(flowchart-v2|sequence|stateDiagram|classDiagram|class|er)$/,
      );
    }
  }, 300_000);

  it('stays within what Mermaid draws', () => {
    for (const { text } of drawings) {
      expect(text.length).toBeLessThanOrEqual(limits.characters);
      expect(text.match(/ (-->|==>|-\.->|--x)/g)?.length ?? 0).toBeLessThanOrEqual(limits.edges);
    }
  });

  it('is drawn the same a second time', () => {
    expect(drawAll(readSystem(name))).toEqual(drawings);
  });
});

describe('hostile names', () => {
  const words = fc.constantFrom(
    'end',
    'subgraph',
    'class',
    'style x:#1;',
    'click',
    '%%{init: {}}%%',
    '%% note',
    '---',
    '"',
    '`',
    '#',
    ';',
    '#quot;',
    '<script>',
    '</b>',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    '|',
    '\\',
    '\n',
    '\r\n',
    ':',
    '::',
    '-->',
    '==>',
    '--x',
    'note over',
    'participant',
    'as',
    'state',
    '[*]',
    'default',
    'o',
    'x',
    '&',
    '@',
    '~~~',
    '~',
    ',',
    '日本',
    '💥',
    '\u202e',
    '\ud800',
    '$',
    'wrap:',
    '',
    ' ',
  ); // prettier-ignore
  const names = fc.array(words, { maxLength: 4 }).map((parts) => parts.join(' '));

  it('never end a label, a line or the diagram', async () => {
    const base = readSystem('orders');
    await fc.assert(
      fc.asyncProperty(fc.array(names, { minLength: 8, maxLength: 8 }), async (texts) => {
        const design = renameEverything(base, texts);
        const fields = Object.values(design.architecture.events)[0];
        const drawings = [
          ...drawingsOf(drawContext(design)),
          ...drawingsOf(drawFlow(design, { deadLetters: true })),
          ...Object.values(design.architecture.sagas).map(drawSaga),
          ...Object.values(design.architecture.projections).map((each) =>
            drawProjections([each], design.architecture),
          ),
          ...(fields === undefined ? [] : [drawData(fields, design.architecture.schemas)]),
          drawSequence(
            traceEvent(
              design,
              findReactions(design.architecture),
              Object.keys(design.architecture.events)[0] ?? '',
            ),
          ),
        ];
        for (const { text } of drawings)
          await parseMermaid(text).catch((error: Error) => {
            throw new Error(`${error.message}\n${text}`);
          });
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('add no node, arrow or box', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(names, { minLength: 2, maxLength: 6 }), async (texts) => {
        const nodes = texts.map(
          (name, n) => ({ kind: 'event', name, lines: texts.slice(0, n % 2) }) as const,
        );
        const group = { kind: 'topic', name: texts[0] ?? '' } as const;
        const edges = nodes.slice(1).map((to, n) => ({
          from: { ...(nodes[0] ?? to), group },
          to,
          kind: 'event' as const,
          lines: texts.slice(n, n + 2),
        }));
        const { text } = printFlowchart({ title: texts.join(' '), edges });
        expect(await countFlowchart(text), text).toEqual({
          nodes: texts.length,
          edges: edges.length,
          groups: 1,
        });
      }),
      { numRuns: 60 },
    );
  }, 300_000);

  /** Replaces names by hostile ones, the same everywhere, each still another one. */
  function renameEverything({ architecture }: Design, texts: readonly string[]): Design {
    const known = new Set<string>();
    for (const part of ['events', 'services', 'domains', 'topics', 'sagas', 'projections'] as const) {
      for (const name of Object.keys(architecture[part])) known.add(name);
    }
    const renamed = new Map(
      [...known].map((name, n) => [name, `${texts[n % texts.length] ?? ''}${n < texts.length ? '' : n}`]),
    );
    const rename = (value: unknown): unknown => {
      if (typeof value === 'string') return renamed.get(value) ?? value;
      if (Array.isArray(value)) return value.map(rename);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [renamed.get(key) ?? key, rename(member)]),
      );
    };
    const changed = rename(architecture) as Architecture;
    return { architecture: changed, index: indexArchitecture(changed) };
  }
});

describe('context', () => {
  it('tells who talks to whom, by events, commands and calls', () => {
    const links = findLinks(readSystem('orders'));
    expect(links).toContainEqual({
      from: 'order-service',
      to: 'inventory-service',
      kind: 'command',
      names: ['inventory.stock.reserve', 'inventory.stock.release'],
    });
    expect(links).toContainEqual({
      from: 'order-service',
      to: 'payment-service',
      kind: 'call',
      names: ['quote'],
    });
    expect(links.filter(({ from, to }) => from === to)).toEqual([]);
  });

  it('marks services that are not ours', () => {
    const [context] = drawingsOf(drawContext(readSystem('iot')));
    expect(context?.text).toContain('service_ingest["ingest"]');
    expect(context?.text).toContain('external_box["box<br/>external"]:::external');
    expect(context?.text).toContain('classDef external');
  });
});

describe('flow', () => {
  it('draws events, commands and calls each in their own way', () => {
    const [flow] = drawingsOf(drawFlow(readSystem('orders')));
    expect(flow?.text).toContain('service_order_service ==> command_inventory_stock_reserve');
    expect(flow?.text).toContain('event_inventory_stock_reserved --> service_order_service');
    expect(flow?.text).toContain('service_order_service -.->|"quote"| service_payment_service');
    expect(flow?.text).not.toContain('--x');
    expect(flow?.remarks).toEqual(['1 event that nobody publishes or takes: not drawn']);
  });

  it('draws dead letters where they are asked for', () => {
    const [flow] = drawingsOf(drawFlow(readSystem('iot'), { deadLetters: true }));
    expect(flow?.text).toContain('service_ingest --x letters_telemetry_ingest_dead');
  });

  it('splits a system that is too big by domain, and loses no arrow', () => {
    const design = readSystem('large');
    const drawn = drawFlow(design);
    if ('whole' in drawn) throw new Error('drawn as one');
    expect(drawn.domains.map(({ domain }) => domain)).toEqual(Object.keys(design.architecture.domains));
    const arrows = new Set(
      drawn.domains.flatMap(({ drawings }) =>
        drawings.flatMap(({ text }) => text.split('\n').filter((line) => / (-->|==>|-\.->)/.test(line))),
      ),
    );
    const uses = Object.values(design.architecture.services).flatMap((service) => [
      ...new Set(service.publications.map(({ event }) => `${event} of`)),
      ...new Set(service.subscriptions.map(({ event }) => `${event} to`)),
      ...new Set(service.calls.map((call) => call.service)),
    ]);
    expect(arrows.size).toBe(uses.length);
  });

  it('cuts a domain that is too big into parts', () => {
    const node = (name: string) => ({ kind: 'service', name }) as const;
    const edges = Array.from({ length: 450 }, (_, n) => ({
      from: node(`a${n}`),
      to: node(`b${n}`),
      kind: 'event' as const,
    }));
    const parts = printInParts({ title: 'Much', edges });
    expect(parts.map(({ title }) => title)).toEqual(['Much, part 1', 'Much, part 2', 'Much, part 3']);
    expect(parts.flatMap(({ text }) => text.match(/-->/g) ?? [])).toHaveLength(450);
  });

  it('tells names apart that are spelt alike', () => {
    const node = (name: string) => ({ kind: 'event', name }) as const;
    const { text } = printFlowchart({
      title: '',
      edges: [{ from: node('a.b-c'), to: node('a-b.c'), kind: 'event' }],
    });
    expect(text).toContain('event_a_b_c --> event_a_b_c_2');
  });
});

describe('sequence', () => {
  const sequenceOf = (design: Design, event: string): Drawing =>
    drawSequence(traceEvent(design, findReactions(design.architecture), event));

  it('goes from the publisher over the topics to what follows', () => {
    const { text } = sequenceOf(readSystem('todo'), 'users.account.registered');
    const order = [
      'service_user_service->>service_user_service: stores data and event in one transaction',
      'service_user_service-)topics: users.account.registered',
      'topics-)service_todo_service: users.account.registered',
      'service_todo_service->>service_todo_service: handles it once',
      'service_todo_service--x topics: after 5 failed attempts to todo-service.dead-letter',
      'service_todo_service->>+service_user_service: getAccount',
      'service_todo_service--)topics: may publish todos.task.created',
      'topics-)service_notification_service: todos.task.created',
    ].map((line) => text.indexOf(line));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('ends at cycles, visibly', () => {
    const design = readDesign(`domains: { a: {} }
events: { a.ping.sent: { data: { type: object } }, a.pong.sent: { data: { type: object } } }
services:
  one: { domain: a, publishes: [a.ping.sent], subscribes: { a.pong.sent: { publishes: [a.ping.sent] } } }
  two: { domain: a, subscribes: { a.ping.sent: { publishes: [a.pong.sent] } } }
`);
    const { text } = sequenceOf(design, 'a.ping.sent');
    expect(text).toContain('service_one--)topics: may publish a.ping.sent (drawn above)');
    expect(text.match(/topics-\)/g)).toHaveLength(2);
  });

  it('counts what is too much', () => {
    const services = Array.from(
      { length: 100 },
      (_, n) => `  s${n}: { domain: a, subscribes: { a.ping.sent: {} } }`,
    );
    const design = readDesign(
      `domains: { a: {} }\nevents: { a.ping.sent: { data: { type: object } } }\nservices:\n  one: { domain: a, publishes: [a.ping.sent] }\n${services.join('\n')}\n`,
    );
    const { text, remarks } = sequenceOf(design, 'a.ping.sent');
    expect(remarks).toEqual(['21 further steps of what follows from it: not drawn']);
    expect(text).toContain('note over topics: 21 further steps, not drawn');
  });

  it('promises no outbox for services that are not generated', () => {
    expect(sequenceOf(readSystem('iot'), 'devices.box.reported').text).not.toContain('one transaction');
  });

  it('follows a saga from command to reply', () => {
    const { text } = sequenceOf(readSystem('orders'), 'ordering.order.placed');
    expect(text).toContain('service_order_service--)topics: may publish payments.payment.take\n');
    expect(text).toContain('service_order_service--)topics: may publish ordering.order.confirmed\n');
    expect(text).toContain(
      'service_order_service--)topics: may publish inventory.stock.release (drawn above)',
    );
  });
});

describe('saga', () => {
  it('undoes an orchestration backwards, after a timeout including the step itself', () => {
    const saga = readSystem('orders').architecture.sagas['order-fulfilment'];
    const { text } = drawSaga(saga ?? expect.fail('no saga'));
    for (const line of [
      '[*] --> step_reserve_stock: ordering.order.placed',
      'step_reserve_stock --> aborted: inventory.stock.rejected',
      'step_take_payment --> undo_reserve_stock: payments.payment.declined',
      'step_take_payment --> undo_take_payment: no answer in 2 m',
      'undo_take_payment --> undo_reserve_stock: payments.payment.refunded',
      'undo_reserve_stock --> aborted: inventory.stock.released',
      'step_ship --> completed: shipping.parcel.dispatched',
    ]) {
      expect(text).toContain(`  ${line}\n`);
    }
  });

  it('lets every service of a choreography undo its own part', () => {
    const saga = readSystem('orders').architecture.sagas.reward;
    const { text } = drawSaga(saga ?? expect.fail('no saga'));
    expect(text).toContain('  step_voucher --> aborted: loyalty.voucher.refused\n');
    expect(text).toContain('  aborted --> undo_points: loyalty.reward.failed\n');
    expect(text).toContain('  undo_points --> [*]: ordering.points.revoked\n');
    expect(text).not.toContain('undo_voucher');
  });
});

describe('data', () => {
  it('draws an object within as a class of its own', () => {
    const { events, schemas } = readSystem('orders').architecture;
    const { text } = drawData(events['ordering.order.placed'] ?? expect.fail('no event'), schemas);
    expect(text).toContain('    orderId key string\n');
    expect(text).toContain('    lines list of Line\n');
    expect(text).toContain('data_root *-- "0..*" data_root_lines');
    expect(text).toContain('data_root *-- "1" data_root_total');
  });

  it('marks personal data and counts fields beyond the limit', () => {
    const many = Array.from({ length: 230 }, (_, n) => `f${n}: { type: string }`).join(', ');
    const { architecture } = readDesign(
      `domains: { a: {} }\nevents: { a.b.done: { data: { type: object, properties: { name: { type: string, x-personal-data: true }, ${many} } } } }\n`,
    );
    const drawing = drawData(
      architecture.events['a.b.done'] ?? expect.fail('no event'),
      architecture.schemas,
    );
    expect(drawing.text).toContain('    name? personal string\n');
    expect(drawing.remarks).toEqual(['31 further fields: not drawn']);
  });
});
