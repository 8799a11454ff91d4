import { afterAll, beforeAll, describe, it } from 'vitest';
import type { AppAnswer } from './recording-app.ts';
import { startWorld, type World } from './start-world.ts';
import { observedResiliency, pubsubComponent } from './subject.ts';

/** Components beside Redis, with which all other answers are observed. */
const components = [
  { name: 'kafka', resource: pubsubComponent('kafka', { brokers: 'kafka:9092' }, 'pubsub.kafka') },
  { name: 'rabbit', resource: pubsubComponent('rabbit', { hostname: 'rabbit' }, 'pubsub.rabbitmq') },
  { name: 'memory', resource: pubsubComponent('memory', {}, 'pubsub.in-memory') },
];

const status = (value: string): AppAnswer => ({ body: JSON.stringify({ status: value }) });

/** Under the observed policy, with a dead-letter topic. */
const rows = [
  { name: 'SUCCESS', answer: status('SUCCESS'), deliveries: 1, letters: 0 },
  { name: 'RETRY', answer: status('RETRY'), deliveries: 3, letters: 1 },
  { name: 'DROP', answer: status('DROP'), deliveries: 1, letters: 1 },
  { name: '404', answer: { status: 404 }, deliveries: 1, letters: 1 },
  { name: '500', answer: { status: 500 }, deliveries: 3, letters: 1 },
  { name: 'unknown', answer: status('LATER'), deliveries: 3, letters: 1 },
];

const cases = components.flatMap(({ name }) =>
  rows.map((row) => ({ ...row, pubsub: name, topic: `${name}-${row.name.toLowerCase()}` })),
);

describe.concurrent('what an answer means does not depend on the broker', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      topics: cases.flatMap(({ topic, pubsub, answer }) => [
        { topic, pubsub, answer: () => answer, deadLetterTopic: `dead-${topic}` },
        { topic: `dead-${topic}`, pubsub },
      ]),
      resources: [
        ...components.map(({ resource }) => resource),
        observedResiliency(components.map(({ name }) => name)).replace('"observed"', '"brokers"'),
      ],
    });
  });
  afterAll(() => world.stop());

  for (const { topic, pubsub, name, deliveries, letters } of cases) {
    it(`${pubsub}: ${name}`, async ({ expect }) => {
      expect((await world.publish(topic, {}, '', pubsub)).status).toBe(204);
      const last = letters > 0 ? `dead-${topic}` : topic;
      await world.deliveries(last, 1, 30_000);
      const counts = [topic, `dead-${topic}`].map((one) => world.app.requests(`/on/${one}`).length);
      expect(counts).toEqual([deliveries, letters]);
    });
  }
});
