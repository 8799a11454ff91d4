/**
 * One person's story on a running todo system: she registers, adds two tasks, completes one; a third is poison to the
 * notification service. What it leaves in the tables is compared with what it has to leave.
 */

import { randomUUID } from 'node:crypto';
import diagnosticsChannel from 'node:diagnostics_channel';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';

/** What the tables hold at the end, whatever was killed on the way. Tasks: the welcome, two of hers, and the poison. */
const expected = {
  tasks: ['Buy groceries ✓', 'Call Grace', 'Dear {{unknown}}', 'Welcome, Ada: look around'],
  messages: [
    'Ada, you added: Buy groceries',
    'Ada, you added: Call Grace',
    'Ada, you added: Welcome, Ada: look around',
    'Welcome, Ada',
    'Well done, Ada',
  ],
  counts: 'created 4, completed 1',
  deadLetters: ['todos.task.created failed'],
  outbox: 0,
};

/**
 * @param system a running system: services with `name`, `url`, `databaseUrl`, `pid()`
 * @param trace what the sidecars report, appended to while the story runs
 * @param options `kill`: end the todo service by SIGKILL when the first of her tasks is committed and not yet published
 * @returns whether the tables hold what they have to
 */
export async function playStory(
  system,
  trace,
  { kill = false, write = (line) => process.stdout.write(`${line}\n`) } = {},
) {
  const service = (name) => {
    const found = system.services.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`the system has no ${name}`);
    return found;
  };
  const todo = service('todo-service');
  write('\n— the story');
  const account = await call(service('user-service'), 'POST', '/accounts', {
    name: 'Ada',
    email: `ada-${randomUUID().slice(0, 8)}@example.com`,
  });
  write(`  Ada registers                     ${short(account.userId)}`);
  await eventually(() => rows(todo, 'SELECT 1 FROM task WHERE user_id = $1', [account.userId]), 1);

  // What is published next is the task that she adds, and nothing that was still on its way.
  if (kill) await untilNone(() => rows(todo, 'SELECT 1 FROM eda.outbox'));
  const killed = kill ? killAtNextPublication(todo) : undefined;
  const first = await createTask(todo, account.userId, 'Buy groceries', write);
  if (killed !== undefined) {
    const waiting = await killed;
    write(`  todo-service is killed (-9): task committed, ${waiting} event waiting in its outbox`);
    await untilReady(todo);
    write('  todo-service is back');
  }
  await createTask(todo, account.userId, 'Call Grace', write);
  await call(todo, 'PUT', `/tasks/${first.todoId}/completion`);
  write('  she completes "Buy groceries"');
  await createTask(
    todo,
    account.userId,
    'Dear {{unknown}}',
    write,
    ', which the mail template cannot render',
  );

  const tables = await settle(system, account.userId);
  writeTrace(trace, write);
  write('\n— the tables');
  write(`  todo-service          task               ${tables.tasks.join(' · ')}`);
  for (const [index, message] of tables.messages.entries()) {
    write(`  ${index === 0 ? 'notification-service  message            ' : ' '.repeat(41)}${message}`);
  }
  write(`  analytics-service     tasks_per_person   ${tables.counts}`);
  write(`  every outbox          ${tables.outbox === 0 ? 'empty' : `${tables.outbox} waiting`}`);
  write('\n— the dead letters');
  for (const letter of tables.deadLetters) write(`  notification-service  ${letter}`);
  const { tasks, messages, counts, outbox } = tables;
  const held = {
    tasks,
    messages,
    counts,
    deadLetters: tables.deadLetters.map((letter) => letter.split(':')[0]),
    outbox,
  };
  const same = isDeepStrictEqual(held, expected);
  if (!same) write(`\n  expected ${JSON.stringify(expected)}\n  found    ${JSON.stringify(held)}`);
  return same;
}

async function createTask(todo, userId, title, write, remark = '') {
  const task = await call(todo, 'POST', '/tasks', { todoId: randomUUID(), userId, title });
  write(`  she adds ${JSON.stringify(title).padEnd(24)} ${short(task.todoId)}${remark}`);
  return task;
}

/**
 * Kills the service the moment its relay asks the sidecar, which lives in this process, to publish: the transaction is
 * committed then, and nothing of the request has been read. Resolves with the rows that wait in the outbox.
 */
function killAtNextPublication(service) {
  return new Promise((resolve, reject) => {
    const onRequest = ({ request, socket }) => {
      if (!request.url?.includes('/publish/')) return;
      diagnosticsChannel.unsubscribe('http.server.request.start', onRequest);
      process.kill(service.pid(), 'SIGKILL');
      socket.destroy();
      rows(service, 'SELECT 1 FROM eda.outbox').then((waiting) => resolve(waiting.length), reject);
    };
    diagnosticsChannel.subscribe('http.server.request.start', onRequest);
  });
}

/** Waits until the tables stop changing at what is expected, or for twenty seconds. */
async function settle(system, userId) {
  const end = Date.now() + 20_000;
  for (;;) {
    const tables = await readTables(system, userId);
    const done =
      isDeepStrictEqual(tables.messages, expected.messages) &&
      tables.counts === expected.counts &&
      tables.deadLetters.length > 0 &&
      tables.outbox === 0;
    if (done || Date.now() > end) return tables;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function readTables(system, userId) {
  const service = (name) => system.services.find((candidate) => candidate.name === name);
  const tasks = await rows(
    service('todo-service'),
    'SELECT title, completed_at FROM task WHERE user_id = $1 ORDER BY title',
    [userId],
  );
  const messages = await rows(
    service('notification-service'),
    'SELECT subject FROM message WHERE user_id = $1',
    [userId],
  );
  const counts = await rows(
    service('analytics-service'),
    'SELECT created, completed FROM tasks_per_person WHERE user_id = $1',
    [userId],
  );
  const letters = await rows(
    service('notification-service'),
    'SELECT type, reason, error FROM eda.dead_letter ORDER BY id',
  );
  let outbox = 0;
  for (const name of ['todo-service', 'user-service'])
    outbox += (await rows(service(name), 'SELECT 1 FROM eda.outbox')).length;
  return {
    tasks: tasks.map(({ title, completed_at }) => `${title}${completed_at === null ? '' : ' ✓'}`),
    messages: messages.map(({ subject }) => subject).sort(),
    counts: counts.map(({ created, completed }) => `created ${created}, completed ${completed}`).join(),
    deadLetters: letters.map(({ type, reason, error }) => `${type} ${reason}: ${error}`),
    outbox,
  };
}

/** Who published what and who received it, by event, with the time from publication to the end of handling. */
function writeTrace(trace, write) {
  write('\n— the events');
  const events = new Map();
  for (const { kind, app, topic, eventId, eventType, at, error } of trace) {
    if (eventId === undefined) continue;
    const event = events.get(eventId) ?? {
      type: eventType ?? topic,
      app,
      published: at,
      times: 0,
      takers: new Set(),
      lines: [],
    };
    events.set(eventId, event);
    if (kind === 'published') {
      event.times++;
      if (event.times === 1) Object.assign(event, { app, published: at });
      continue;
    }
    const again =
      kind === 'delivered' && event.takers.has(app)
        ? '  again: its inbox knows the event, nothing happens'
        : '';
    event.takers.add(app);
    event.lines.push(
      `    ${mark(kind)} ${app.padEnd(22)} ${`${Math.round(at - event.published)} ms`.padStart(7)}${again}${error === undefined ? '' : `  ${error}`}`,
    );
  }
  for (const [id, { type, app, times, lines }] of events) {
    write(`  ${app} → ${type}  ${short(id)}${times > 1 ? `  published ${times} times` : ''}`);
    for (const line of lines) write(line);
  }
}

function mark(kind) {
  return (
    { delivered: '✓', retried: '↻', held: '…', dropped: '✗', 'dead-lettered': '✗', expired: '✗' }[kind] ??
    kind
  );
}

async function call(service, method, path, body) {
  const response = await fetch(service.url + path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${service.url}${path} answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

async function untilNone(query) {
  const end = Date.now() + 20_000;
  while ((await query()).length > 0) {
    if (Date.now() > end) throw new Error('the outbox does not become empty');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilReady(service) {
  const end = Date.now() + 20_000;
  for (;;) {
    const ready = await fetch(`${service.url}/readyz`, { signal: AbortSignal.timeout(1000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    if (Date.now() > end) throw new Error(`${service.name} did not come back`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function eventually(query, count) {
  const end = Date.now() + 20_000;
  while ((await query()).length < count) {
    if (Date.now() > end) throw new Error('what follows from registering did not happen within 20 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function rows(service, sql, values = []) {
  const client = new pg.Client({ connectionString: service.databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

function short(id) {
  // The end: ids made within one second begin alike.
  return `…${String(id).slice(-8)}`;
}
