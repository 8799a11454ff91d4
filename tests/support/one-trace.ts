import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFreePort } from '../../src/dev/ports.ts';
import type { Handler, OperationHandler } from '../../src/runtime/typescript/contract.ts';
import { RetryableError } from '../../src/runtime/typescript/errors.ts';
import { createLogger } from '../../src/runtime/typescript/logger.ts';
import { type RunningService, startService } from '../../src/runtime/typescript/service.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { runtimeSchema } from './runtime-schema.ts';
import {
  createConsumer,
  createDefinition,
  createPublished,
  createSubscribed,
  createSubscription,
  until,
} from './service-fixture.ts';

/** What the sidecars of the traced services are started with. */
export interface SidecarNeeds {
  readonly apps: readonly { readonly appId: string; readonly appPort: number }[];
  /** Dapr's resources but for the component `pubsub`, which is the business of who starts the sidecars. */
  readonly resources: readonly object[];
  /** `host:port` of a collector that takes OTLP over HTTP. */
  readonly collector: string;
}

/** Sidecars, with a broker between them. */
export interface TracedSidecars {
  httpPort(appId: string): number;
  /** The services listen: waits until events that they subscribe to reach them. */
  subscribe?(): Promise<void>;
  stop(): Promise<void>;
}

interface Span {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  /** 2: an error. */
  readonly status: { readonly code: number };
}

const resources = [
  {
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Resiliency',
    metadata: { name: 'retries' },
    spec: {
      policies: { retries: { again: { policy: 'constant', duration: '50ms', maxRetries: 5 } } },
      targets: { components: { pubsub: { inbound: { retry: 'again' } } } },
    },
  },
  ...[
    ['till', 'shop.item.sorted'],
    ['sorter', 'shop.item.counted'],
  ].map(([appId, topic]) => ({
    apiVersion: 'dapr.io/v2alpha1',
    kind: 'Subscription',
    metadata: { name: `s-${appId}` },
    scopes: [appId],
    spec: { pubsubname: 'pubsub', topic, routes: { default: '/events/0' } },
  })),
];

/** till: POST /items → shop.item.counted → sorter, at the second attempt → shop.item.sorted → till. */
function createShop() {
  const addItem: OperationHandler<object, { key: string; n: number }> = async ({ body }, { transaction }) => {
    await transaction(({ publish }) => publish('shop.item.counted' as never, body as never));
  };
  let failures = 1;
  const sort: Handler<{ key: string; n: number }> = async ({ data }, { publish }) => {
    if (failures-- > 0) throw new RetryableError('not yet');
    await publish('shop.item.sorted' as never, data as never);
  };
  return [
    {
      name: 'till',
      publishes: { 'shop.item.counted': published('shop.item.counted') },
      subscriptions: [subscription('shop.item.sorted', 'till')],
      operations: [
        {
          name: 'addItem',
          method: 'POST' as const,
          path: '/items',
          parameters: [],
          callers: [],
          fromOutside: true,
        },
      ],
      wiring: { handlers: { 'shop.item.sorted': async () => {} }, operations: { addItem }, projections: {} },
    },
    {
      name: 'sorter',
      publishes: { 'shop.item.sorted': published('shop.item.sorted') },
      subscriptions: [subscription('shop.item.counted', 'sorter')],
      operations: [],
      wiring: { handlers: { 'shop.item.counted': sort }, operations: {}, projections: {} },
    },
  ];
}

const subscription = (type: string, consumer: string) =>
  createSubscription({
    topic: type,
    designed: [type],
    events: [
      createSubscribed({
        name: type,
        type,
        consumers: [
          createConsumer({ handler: type, consumer: `${consumer}/${type}`, publishes: ['shop.item.sorted'] }),
        ],
      }),
    ],
  });
const published = (type: string) => createPublished({ name: type, type, topic: type, address: type });

/**
 * Declares the test that a request and all that it leads to, over two services, their outboxes, relays and sidecars, are
 * one trace.
 * @param start the sidecars, before the services
 * @param sidecarsTrace the sidecars send spans of their own to the collector
 */
export function testOneTrace(
  start: (needs: SidecarNeeds) => Promise<TracedSidecars>,
  sidecarsTrace: boolean,
): void {
  /** What a collector gets of the services: OTLP in JSON. */
  const spans: Span[] = [];
  /** What it gets of sidecars: OTLP in protobuf, where ids are their bytes. */
  const ofSidecars: Buffer[] = [];
  const lines: Record<string, unknown>[] = [];
  const services: RunningService[] = [];
  let collector: Server;
  let provider: TracerProvider;
  let postgres: TestPostgres;
  let sidecars: TracedSidecars;

  beforeAll(async () => {
    collector = createServer(async (request, response) => {
      const body = await buffer(request);
      const type = request.headers['content-type'] ?? '';
      if (type === 'application/json') {
        for (const resource of JSON.parse(body.toString()).resourceSpans)
          for (const scope of resource.scopeSpans) spans.push(...scope.spans);
      } else ofSidecars.push(body);
      // Without members, the answer has no bytes in protobuf.
      response.writeHead(200, { 'content-type': type }).end(type === 'application/json' ? '{}' : '');
    });
    await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
    const address = `127.0.0.1:${(collector.address() as AddressInfo).port}`;
    // What a team writes before it starts its service.
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    provider = new TracerProvider({
      spanProcessors: [
        new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `http://${address}/v1/traces` }) }),
      ],
    });
    trace.setGlobalTracerProvider(provider);
    postgres = await startPostgres();
    const shop = createShop();
    const ports = await Promise.all(shop.map(() => findFreePort()));
    const apps = shop.map(({ name }, index) => ({ appId: name, appPort: ports[index] ?? 0 }));
    sidecars = await start({ apps, resources, collector: address });
    for (const [index, { wiring, ...over }] of shop.entries()) {
      services.push(
        await startService(createDefinition({ ...over, source: `/shop/${over.name}` }), wiring, {
          handleSignals: false,
          graceMs: 500,
          logger: createLogger({
            service: over.name,
            format: 'json',
            level: 'info',
            write: (line) => lines.push(JSON.parse(line)),
          }),
          environment: {
            host: '127.0.0.1',
            port: ports[index] ?? 0,
            sidecarUrl: `http://127.0.0.1:${sidecars.httpPort(over.name)}`,
            logFormat: 'json',
            logLevel: 'info',
            migrations: '/nowhere',
            databaseUrl: await postgres.createDatabase(runtimeSchema),
          },
        }),
      );
    }
    await sidecars.subscribe?.();
  }, 240_000);

  afterAll(async () => {
    for (const service of services) await service.stop();
    await sidecars?.stop();
    await postgres?.stop();
    await provider?.shutdown();
    collector?.close();
    trace.disable();
    propagation.disable();
    context.disable();
  }, 60_000);

  it('a request and all that it leads to are one trace, and one conversation in the logs', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const answer = await fetch(`http://127.0.0.1:${services[0]?.port}/items`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
        'x-correlation-id': 'order-7',
      },
      body: JSON.stringify({ key: 'a', n: 1 }),
    });
    expect(answer.status).toBe(204);
    const handledBy = (service: string) =>
      lines.find((line) => line.service === service && line.message === 'event handled');
    await until(() => handledBy('till') !== undefined, 'the last event', 60_000);
    await provider.forceFlush();
    await until(() => spans.some(({ name }) => name === 'publish shop.item.sorted'), 'the spans', 30_000);

    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
    const named = (name: string) => spans.filter((span) => span.name === name);
    const [request] = named('POST /items');
    const [tried, handled] = named('process shop.item.counted');
    const [sorted] = named('process shop.item.sorted');
    expect(request).toMatchObject({ kind: 2, parentSpanId: '00f067aa0ba902b7' });
    // Over the outbox, the relay and a sidecar that overwrites what it does not know.
    expect(tried).toMatchObject({ kind: 5, parentSpanId: request?.spanId, status: { code: 2 } });
    expect(handled).toMatchObject({ kind: 5, parentSpanId: request?.spanId, status: { code: 0 } });
    expect(sorted).toMatchObject({ kind: 5, parentSpanId: handled?.spanId });
    const [onItsWay] = named('publish shop.item.counted');
    expect(onItsWay).toMatchObject({ kind: 4, parentSpanId: request?.spanId });
    expect(BigInt(onItsWay?.startTimeUnixNano ?? 0)).toBeLessThanOrEqual(
      BigInt(onItsWay?.endTimeUnixNano ?? 0),
    );
    expect(named('publish shop.item.sorted')).toMatchObject([{ kind: 4, parentSpanId: handled?.spanId }]);

    const said = (message: string) => lines.filter((line) => line.message === message);
    for (const line of [
      ...said('request answered'),
      ...said('event handled'),
      ...said('event failed, comes again'),
    ])
      expect(line).toMatchObject({ correlationId: 'order-7', traceId });
    for (const line of said('event published')) expect(line).toMatchObject({ traceId });
    expect(handledBy('till')).toMatchObject({ causationId: handledBy('till')?.id });
    const [counted] = said('event published');
    expect(handledBy('sorter')).toMatchObject({ id: counted?.id, causationId: counted?.id, attempt: 2 });

    if (!sidecarsTrace) return;
    const id = Buffer.from(traceId, 'hex');
    await until(() => ofSidecars.some((body) => body.includes(id)), 'spans of sidecars in the trace', 30_000);
  }, 180_000);
}
