import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { componentsFolder } from '../daprd/find-daprd.ts';
import { lookForProgram } from './find-program.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Folder of Kafka as `npm run components` keeps it in the user's cache: the newest, which has its `libs`. */
export function findKafkaHome(env: Variables): string | undefined {
  const folder = componentsFolder(env);
  return newestIn(folder, (name) => name.startsWith('kafka-') && existsSync(join(folder, name, 'libs')));
}

/** RabbitMQ's server: the script of the release where a system's package has put it, or one of the `PATH`. */
export function findRabbitMq(env: Variables): string | undefined {
  const newest = newestIn('/usr/lib/rabbitmq/lib');
  return newest === undefined ? lookForProgram(env, 'rabbitmq-server') : join(newest, 'sbin/rabbitmq-server');
}

/** NATS, which some systems keep where only root looks. */
export function findNats(env: Variables): string | undefined {
  return lookForProgram(env, 'nats-server', ['/usr/sbin']);
}

function newestIn(folder: string, isOne: (name: string) => boolean = () => true): string | undefined {
  const [newest] = (existsSync(folder) ? readdirSync(folder) : []).filter(isOne).sort().reverse();
  return newest === undefined ? undefined : join(folder, newest);
}
