import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '../../src/dev/components/kafka.ts';
import { startRabbitMq } from '../../src/dev/components/rabbitmq.ts';
import { startRedis } from '../../src/dev/components/redis.ts';
import { startGuard } from '../../src/dev/guard.ts';

/** Starts the brokers that the conformance suite's components name, once for all of its files. */
export async function setup(): Promise<() => Promise<void>> {
  const guard = startGuard();
  const folder = mkdtempSync(join(tmpdir(), 'eda-conformance-'));
  const redis = await startRedis({ folder: join(folder, 'redis'), guard });
  const kafka = await startKafka({ folder: join(folder, 'kafka'), guard });
  const rabbitmq = await startRabbitMq({ folder: join(folder, 'rabbitmq'), guard });
  process.env.EDA_CONFORMANCE_SUBJECT = new URL('./daprd-subject.ts', import.meta.url).pathname;
  process.env.EDA_TEST_REDIS = redis.address;
  process.env.EDA_TEST_KAFKA = kafka.address;
  process.env.EDA_TEST_RABBITMQ = rabbitmq.address;
  return async () => {
    await Promise.all([redis.stop(), kafka.stop(), rabbitmq.stop()]);
    guard.close();
    rmSync(folder, { recursive: true, force: true });
  };
}
