import { admitCaller, admitDelivery } from './admission.ts';
import type { HttpResponse, TopicSubscription } from './contract.ts';
import { dispatch, dispatchBulk, receiveDeadLetter } from './dispatcher.ts';
import { measureDatabase } from './maintenance.ts';
import { operationEndpoint, routeEndpoint } from './operation.ts';
import { projectionRoutes } from './projection-routes.ts';
import type { RelayState } from './relay.ts';
import { type CompiledRoute, compileRoute } from './router.ts';
import type { Endpoint } from './server.ts';
import type { ServiceRuntime } from './service-runtime.ts';

/** A bulk delivery may hold a hundred events. */
const DELIVERY_LIMIT = 104_857_600;
const RESERVED = /^\/(events|eda|dapr|projections)(\/|$)|^\/(healthz|readyz|metrics)$/;

export interface Health {
  readonly isReady: () => Promise<{
    readonly ready: boolean;
    readonly checks: Readonly<Record<string, string>>;
  }>;
  readonly relayState: () => RelayState | undefined;
}

/** Everything that a service answers, except the admin routes. @throws Error for a route of the team's that is reserved. */
export function serviceRoutes(
  runtime: ServiceRuntime,
  appToken: string | undefined,
  health: Health,
): CompiledRoute<Endpoint>[] {
  const { definition, wiring } = runtime;
  const get = (path: string, handle: Endpoint['handle']) =>
    compileRoute<Endpoint>('GET', path, { name: `GET ${path}`, quiet: true, handle });
  return [
    get('/healthz', async () => ({ body: { status: 'alive' } })),
    get('/readyz', async () => {
      const { ready, checks } = await health.isReady();
      const troubles = health.relayState()?.troubles ?? [];
      return { status: ready ? 200 : 503, body: { status: ready ? 'ready' : 'not ready', checks, troubles } };
    }),
    get('/metrics', () => printMetrics(runtime, health)),
    // Subscriptions are declarative; the sidecar asks all the same.
    get('/dapr/subscribe', async () => ({ body: [] })),
    ...definition.subscriptions.map((subscription) =>
      deliveryRoute(subscription.path, appToken, (text) => deliver(runtime, subscription, text)),
    ),
    ...definition.deadLetters.map((subscription) =>
      deliveryRoute(subscription.path, appToken, async (text) => ({
        body: { status: await receiveDeadLetter(runtime, subscription, text) },
      })),
    ),
    ...definition.projections.flatMap((projection) => projectionRoutes(runtime, projection)),
    ...definition.operations.map((operation) =>
      compileRoute(
        operation.method,
        operation.path,
        operationEndpoint(runtime, operation, (headers) =>
          admitCaller(definition, operation, headers, appToken),
        ),
      ),
    ),
    ...(wiring.routes ?? []).map((route) => {
      if (RESERVED.test(route.path)) throw new Error(`Path '${route.path}' belongs to the runtime`);
      return compileRoute(route.method, route.path, routeEndpoint(runtime, route));
    }),
  ];
}

function deliveryRoute(
  path: string,
  appToken: string | undefined,
  take: (text: string) => Promise<HttpResponse>,
): CompiledRoute<Endpoint> {
  return compileRoute<Endpoint>('POST', path, {
    name: `POST ${path}`,
    quiet: true,
    bodyLimit: DELIVERY_LIMIT,
    handle({ headers, text }) {
      admitDelivery(headers, appToken);
      return take(text);
    },
  });
}

async function deliver(
  runtime: ServiceRuntime,
  subscription: TopicSubscription,
  text: string,
): Promise<HttpResponse> {
  const entries = subscription.bulk ? readEntries(text) : undefined;
  if (entries) return { body: await dispatchBulk(runtime, subscription, entries) };
  const { status } = await dispatch(runtime, subscription, text);
  return { body: { status } };
}

function readEntries(text: string): { entryId: string; event: unknown }[] | undefined {
  try {
    const { entries } = JSON.parse(text) as { entries?: unknown };
    return Array.isArray(entries) ? entries : undefined;
  } catch {
    return undefined;
  }
}

async function printMetrics(runtime: ServiceRuntime, health: Health): Promise<HttpResponse> {
  const { metrics, database } = runtime;
  const state = health.relayState();
  if (state) metrics.gauge('eda_relay_lanes', state.lanes);
  for (const { event, topic } of publishedTopics(runtime)) {
    const trouble = state?.troubles.some((one) => one.topic === topic) ?? false;
    metrics.gauge('eda_topic_trouble', trouble ? 1 : 0, { topic: event });
  }
  // Without the database the rest is still worth having.
  if (database && runtime.takesEvents()) await measureDatabase(runtime, database).catch(() => {});
  return { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }, body: metrics.print() };
}

function publishedTopics(runtime: ServiceRuntime): { event: string; topic: string }[] {
  return Object.values(runtime.definition.publishes).flatMap(({ address, topic }) =>
    typeof address === 'string' ? [{ event: topic, topic: address }] : [],
  );
}
