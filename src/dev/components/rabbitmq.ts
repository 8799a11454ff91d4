import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../ports.ts';
import { findRabbitMq } from './broker-programs.ts';
import type { Component, ComponentOptions } from './component.ts';
import { findProgram } from './find-program.ts';
import { runProgram } from './run-program.ts';

export interface RabbitMq extends Component {
  /** Base URL of the management API; user and password are `guest`. */
  readonly management: string;
}

/**
 * RabbitMQ with the management API. The release's own script is called: that of Debian's package would change the user.
 * Its name service, epmd, gets a port of its own and ends with it.
 */
export async function startRabbitMq({ folder, guard, port }: ComponentOptions): Promise<RabbitMq> {
  const chosen = port ?? (await findFreePort());
  const [distribution, management, names] = await Promise.all([
    findFreePort(),
    findFreePort(),
    findFreePort(),
  ]);
  mkdirSync(join(folder, 'logs'), { recursive: true });
  writeFileSync(join(folder, 'enabled_plugins'), '[rabbitmq_management].\n');
  writeFileSync(
    join(folder, 'rabbitmq.conf'),
    [
      `management.tcp.port = ${management}`,
      'management.tcp.ip = 127.0.0.1',
      'log.console.level = warning',
      'disk_free_limit.absolute = 50MB',
      '',
    ].join('\n'),
  );
  const erlang = { ERL_EPMD_ADDRESS: '127.0.0.1', ERL_EPMD_PORT: String(names) };
  const epmd = startNameService(erlang, guard);
  const base = `http://127.0.0.1:${management}`;
  const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
  try {
    const component = await runProgram({
      name: 'rabbitmq',
      address: `127.0.0.1:${chosen}`,
      folder,
      guard,
      command: findRabbitMq(process.env) ?? 'rabbitmq-server',
      args: [],
      env: {
        ...erlang,
        HOME: folder,
        RABBITMQ_NODENAME: `eda${chosen}@localhost`,
        RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
        RABBITMQ_NODE_PORT: String(chosen),
        RABBITMQ_DIST_PORT: String(distribution),
        RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
        RABBITMQ_LOG_BASE: join(folder, 'logs'),
        RABBITMQ_LOGS: '-',
        RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
        RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced'),
        RABBITMQ_CONF_ENV_FILE: '/dev/null',
        RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
        RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'generated'),
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
          '-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none',
      },
      async ready() {
        const { ok } = await fetch(`${base}/api/health/checks/port-listener/${chosen}`, {
          headers: { authorization },
        });
        return ok;
      },
    });
    return {
      ...component,
      management: base,
      async stop() {
        await component.stop();
        epmd.kill();
      },
    };
  } catch (error) {
    epmd.kill();
    throw error;
  }
}

function startNameService(
  env: Readonly<Record<string, string>>,
  guard: ComponentOptions['guard'],
): ChildProcess {
  const child = spawn(findProgram('epmd'), [], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
    detached: true,
  });
  child.on('error', () => {});
  if (child.pid !== undefined) guard.watch(child.pid, { signal: 'SIGTERM', graceMs: 1000 });
  return child;
}
