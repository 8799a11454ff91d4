import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  type Answerer,
  type AppAnswer,
  type RecordedRequest,
  type RecordingApp,
  startRecordingApp,
} from './recording-app.ts';
import { startSubject } from './start-subject.ts';
import { eventOf, startWorld, until, type World } from './start-world.ts';
import { pubsubComponent, type Subject } from './subject.ts';

const failing: AppAnswer = { status: 500, body: 'broken' };
const retry: AppAnswer = { body: '{"status":"RETRY"}' };

describe.concurrent('circuit breakers of invocations', () => {
  let subject: Subject;
  let app: RecordingApp;
  let base: string;
  beforeAll(async () => {
    app = await startRecordingApp(
      new Map<string, Answerer>([
        ['/tripped', () => failing],
        ['/missing', () => ({ status: 404, body: 'none' })],
        ['/beside', () => ({ body: 'ok' })],
        ['/retried', () => failing],
        ['/mended', (_, earlier) => (earlier < 2 ? failing : { body: 'ok' })],
      ]),
    );
    subject = await startSubject({
      resources: [pubsubComponent('pubsub'), breakers],
      apps: [
        { appId: 'caller', appPort: 0 },
        { appId: 'flaky', appPort: app.port },
        { appId: 'retried', appPort: app.port },
        { appId: 'mended', appPort: app.port },
      ],
    });
    base = `http://127.0.0.1:${subject.httpPort('caller')}`;
  });
  afterAll(async () => {
    await subject.stop();
    await app.stop();
  });

  const invoke = async (appId: string, method: string) => {
    const answer = await fetch(`${base}/v1.0/invoke/${appId}/method/${method}`);
    return { status: answer.status, text: await answer.text() };
  };

  const refusalOf = (appId: string) => ({
    status: 500,
    text: JSON.stringify({
      errorCode: 'ERR_DIRECT_INVOKE',
      message: `failed to invoke, id: ${appId}, err: circuit breaker is open`,
    }),
  });

  it('a tripped breaker refuses, and the app is not asked; another method passes', async ({ expect }) => {
    expect(await invoke('flaky', 'tripped')).toEqual({ status: 500, text: 'broken' });
    expect(await invoke('flaky', 'tripped')).toEqual({ status: 500, text: 'broken' });
    expect(await invoke('flaky', 'tripped')).toEqual(refusalOf('flaky'));
    expect(app.requests('/tripped')).toHaveLength(2);
    expect(await invoke('flaky', 'beside')).toEqual({ status: 200, text: 'ok' });
  });

  it('what the app answers with 404 counts as a failure', async ({ expect }) => {
    for (const _ of [1, 2]) expect((await invoke('flaky', 'missing')).status).toBe(404);
    expect(await invoke('flaky', 'missing')).toEqual(refusalOf('flaky'));
    expect(app.requests('/missing')).toHaveLength(2);
  });

  it('a breaker that trips between attempts ends them', async ({ expect }) => {
    expect(await invoke('retried', 'retried')).toEqual(refusalOf('retried'));
    expect(app.requests('/retried')).toHaveLength(2);
  });

  it('after its time one request passes, and its success closes the breaker', async ({ expect }) => {
    for (const _ of [1, 2]) expect((await invoke('mended', 'mended')).status).toBe(500);
    await until(async () => (await invoke('mended', 'mended')).status === 200);
    const [, second, third] = app.requests('/mended');
    expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThanOrEqual(400);
    for (const _ of [1, 2]) expect((await invoke('mended', 'mended')).text).toBe('ok');
    expect(app.requests('/mended')).toHaveLength(5);
  });
});

describe.concurrent('policies of deliveries', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      topics: [
        { topic: 'opens', pubsub: 'breaking', answer: () => retry, deadLetterTopic: 'dead-opens' },
        { topic: 'neighbour', pubsub: 'breaking', deadLetterTopic: 'dead-neighbour' },
        // Read through another component of the same broker: through that one nothing is delivered.
        { topic: 'dead-opens', pubsub: 'letters' },
        { topic: 'dead-neighbour', pubsub: 'letters' },
        { topic: 'growing', pubsub: 'growing', answer: () => retry },
      ],
      resources: [
        pubsubComponent('breaking'),
        pubsubComponent('letters'),
        pubsubComponent('growing'),
        inboundPolicies,
      ],
    });
  });
  afterAll(() => world.stop());

  it('a breaker that opens ends the attempts; while it is open, nothing of its component is delivered', async ({
    expect,
  }) => {
    await world.publish('opens', { body: '"first"' }, '', 'breaking');
    await world.deliveries('dead-opens', 1);
    await world.publish('opens', { body: '"second"' }, '', 'breaking');
    await world.publish('neighbour', { body: '"third"' }, '', 'breaking');
    const dataOf = (requests: readonly RecordedRequest[]) => requests.map((one) => eventOf(one).data).sort();
    expect(dataOf(await world.deliveries('dead-opens', 2))).toEqual(['first', 'second']);
    expect(dataOf(await world.deliveries('dead-neighbour', 1))).toEqual(['third']);
    expect(dataOf(world.app.requests('/on/opens'))).toEqual(['first', 'first']);
    expect(world.app.requests('/on/neighbour')).toEqual([]);
  });

  it('exponential pauses grow by half, from 500 ms, each scattered by half', async ({ expect }) => {
    await world.publish('growing', {}, '', 'growing');
    const requests = await world.deliveries('growing', 4, 15_000);
    expect(requests).toHaveLength(4);
    const pauses = requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? 0));
    // Timers may fire a millisecond early; what a busy machine adds is no fault.
    for (const [index, least] of [250, 375, 562].entries())
      expect(pauses[index]).toBeGreaterThanOrEqual(least - 5);
  });
});

function resiliency(name: string, spec: unknown): string {
  return JSON.stringify({ apiVersion: 'dapr.io/v1alpha1', kind: 'Resiliency', metadata: { name }, spec });
}

const trip = 'consecutiveFailures >= 2';

const breakers = resiliency('breakers', {
  policies: {
    retries: { some: { policy: 'constant', duration: '50ms', maxRetries: 5 } },
    circuitBreakers: { lasting: { trip, timeout: '10m' }, short: { trip, timeout: '500ms' } },
  },
  targets: {
    apps: {
      flaky: { circuitBreaker: 'lasting' },
      retried: { circuitBreaker: 'lasting', retry: 'some' },
      mended: { circuitBreaker: 'short' },
    },
  },
});

const inboundPolicies = resiliency('deliveries', {
  policies: {
    retries: {
      some: { policy: 'constant', duration: '50ms', maxRetries: 5 },
      growing: { policy: 'exponential', maxRetries: 3 },
    },
    circuitBreakers: { opening: { trip, timeout: '10m' } },
  },
  targets: {
    components: {
      breaking: { inbound: { retry: 'some', circuitBreaker: 'opening' } },
      growing: { inbound: { retry: 'growing' } },
    },
  },
});
