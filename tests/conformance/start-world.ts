import { setTimeout as pause } from 'node:timers/promises';
import {
  type Answerer,
  type RecordedRequest,
  type RecordingApp,
  startRecordingApp,
} from './recording-app.ts';
import { startSubject } from './start-subject.ts';
import { observedResiliency, pubsubComponent, type StartSubject } from './subject.ts';

/** One programmatic subscription of the world's app, delivered to `/on/<topic>`. */
export interface TopicPlan {
  readonly topic: string;
  readonly pubsub?: string;
  readonly answer?: Answerer;
  readonly deadLetterTopic?: string;
  /** Rules before the default; their paths are part of the plan. */
  readonly rules?: readonly { readonly match: string; readonly path: string }[];
  /** False leaves out the default route. */
  readonly byDefault?: boolean;
  readonly bulkSubscribe?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface WorldPlan {
  readonly topics: readonly TopicPlan[];
  /** Paths of the app besides those of the topics. */
  readonly answerers?: Readonly<Record<string, Answerer>>;
  /** YAML besides the component `pubsub`, `plain` without a policy, and the observed policy. */
  readonly resources?: readonly string[];
  readonly pubsubMetadata?: Readonly<Record<string, string>>;
}

export interface ApiCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface ApiResult {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface World {
  readonly app: RecordingApp;
  readonly base: string;
  call(path: string, call?: ApiCall): Promise<ApiResult>;
  /** Publishes JSON to `pubsub`, unless the call says something else. */
  publish(topic: string, call?: ApiCall, query?: string, pubsub?: string): Promise<ApiResult>;
  /** Waits for so many deliveries, then long enough to see one too many. */
  deliveries(topic: string, count: number, withinMs?: number): Promise<readonly RecordedRequest[]>;
  stop(): Promise<void>;
}

/** Longer than the pause between two attempts. */
const settleMs = 250;

/** An app `orders` that subscribes to the planned topics, with its sidecar. */
export async function startWorld(plan: WorldPlan, start: StartSubject = startSubject): Promise<World> {
  const answerers = new Map<string, Answerer>(Object.entries(plan.answerers ?? {}));
  answerers.set('/dapr/subscribe', () => ({ body: JSON.stringify(plan.topics.map(toSubscription)) }));
  for (const { topic, answer } of plan.topics) {
    answerers.set(`/on/${topic}`, answer ?? (() => ({ body: '{"status":"SUCCESS"}' })));
  }
  const app = await startRecordingApp(answerers);
  const subject = await start({
    resources: [
      pubsubComponent('pubsub', plan.pubsubMetadata),
      pubsubComponent('plain'),
      observedResiliency(['pubsub']),
      ...(plan.resources ?? []),
    ],
    apps: [{ appId: 'orders', appPort: app.port }],
  });
  const base = `http://127.0.0.1:${subject.httpPort('orders')}`;
  // daprd is ready once every subscription is.
  await until(async () => (await fetch(`${base}/v1.0/healthz`)).status === 204, 60_000);
  const call: World['call'] = async (path, { method = 'GET', headers = {}, body } = {}) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return {
    app,
    base,
    call,
    publish: (topic, publication = {}, query = '', pubsub = 'pubsub') =>
      call(`/v1.0/publish/${pubsub}/${topic}${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"a":1}',
        ...publication,
      }),
    async deliveries(topic, count, withinMs = 6000) {
      await until(() => app.requests(`/on/${topic}`).length >= count, withinMs).catch(() => undefined);
      await pause(settleMs);
      return app.requests(`/on/${topic}`);
    },
    async stop() {
      await subject.stop();
      await app.stop();
    },
  };
}

function toSubscription(plan: TopicPlan): unknown {
  const path = `/on/${plan.topic}`;
  return {
    pubsubname: plan.pubsub ?? 'pubsub',
    topic: plan.topic,
    ...(plan.rules === undefined
      ? { route: plan.byDefault === false ? undefined : path }
      : { routes: { rules: plan.rules, ...(plan.byDefault === false ? {} : { default: path }) } }),
    deadLetterTopic: plan.deadLetterTopic,
    bulkSubscribe: plan.bulkSubscribe,
    metadata: plan.metadata,
  };
}

/** Asks until the answer is yes. Rejects when the time is up. */
export async function until(question: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await question())) {
    if (Date.now() > deadline) throw new Error(`not so within ${withinMs} ms`);
    await pause(10);
  }
}

/** The body of a delivery. */
export function eventOf(request: RecordedRequest | undefined): Record<string, unknown> {
  return request === undefined ? {} : (JSON.parse(request.body) as Record<string, unknown>);
}
