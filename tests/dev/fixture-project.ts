import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findFreePort } from '../../src/dev/ports.ts';

/** A small project on disk with two services, one in TypeScript and one in JavaScript. */
export interface FixtureProject {
  readonly root: string;
  readonly ports: { readonly todo: number; readonly mail: number };
  write(file: string, text: string): void;
  remove(): void;
}

/** Both answer `/readyz`; `/` tells a text of the code and what the process was started with, `/crash` ends it. */
const server = `
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const subscriptions = [{ pubsubname: 'pubsub', topic: 'notes', route: '/got' }];

export function serve(text: string): void {
  const { APP_PORT, APP_ID } = process.env;
  console.log(JSON.stringify({ time: new Date().toISOString(), level: 'info', service: APP_ID, message: 'up', text }));
  process.on('SIGTERM', () => {
    console.log('finishing what is in flight');
    sleep(50).then(() => process.exit(0));
  });
  createServer((request, response) => {
    if (request.url === '/crash') throw new Error('asked to crash');
    if (request.url === '/readyz') return response.end('ok');
    if (request.url === '/dapr/subscribe') return response.end(JSON.stringify(subscriptions));
    if (request.url === '/got') return void request.on('data', (chunk) => console.log('got ' + JSON.parse(chunk).data.text)).on('end', () => response.end('{}'));
    const { DATABASE_URL, DAPR_HTTP_PORT, EDA_ADMIN_TOKEN, GREETING } = process.env;
    response.end(JSON.stringify({ text, pid: process.pid, cwd: process.cwd(), DATABASE_URL, DAPR_HTTP_PORT, EDA_ADMIN_TOKEN, GREETING }));
  }).listen(Number(APP_PORT), '127.0.0.1');
}
`;

export async function createFixtureProject(): Promise<FixtureProject> {
  const root = mkdtempSync(join(tmpdir(), 'eda-dev-'));
  chmodSync(root, 0o755);
  const ports = { todo: await findFreePort(), mail: await findFreePort() };
  const dapr = { todo: await findFreePort(), mail: await findFreePort() };
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  write('package.json', '{ "type": "module" }\n');
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'));
  write('shared/server.ts', server);
  write('services/todo-service/package.json', '{ "type": "module" }\n');
  write(
    'services/todo-service/src/main.ts',
    "import { serve } from '../../../shared/server.ts';\nserve('first' as string);\n",
  );
  write(
    'services/mail-service/src/main.js',
    "import { serve } from '../../../shared/server.ts';\nserve('mail');\n",
  );
  write('infra/local/dapr/resources/pubsub.yaml', component);
  write(
    'infra/local/dapr/dapr.yaml',
    `version: 1
common:
  resourcesPaths: [./resources]
  env: { GREETING: hello }
apps:
  - appID: todo-service
    appDirPath: ../../../services/todo-service
    appPort: ${ports.todo}
    daprHTTPPort: ${dapr.todo}
    command: [node, dist/main.js]
  - appID: mail-service
    appDirPath: ../../../services/mail-service
    appPort: ${ports.mail}
    daprHTTPPort: ${dapr.mail}
    command: [node, dist/main.js]
    env: { GREETING: 7 }
`,
  );
  return { root, ports, write, remove: () => rmSync(root, { recursive: true, force: true }) };
}

const component = `apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: pubsub }
spec: { type: pubsub.in-memory, version: v1, metadata: [] }
`;
