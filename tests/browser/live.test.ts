import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningSystem, startSystem } from '../../src/dev/system.ts';
import { runEda } from '../cli/run-eda.ts';
import { faultsOf } from './faults-of.ts';
import {
  copyTodo,
  type OpenStudio,
  openBrowser,
  openPage,
  openStudioIn,
  type WatchedPage,
} from './open-studio.ts';

const project = copyTodo('live');

let browser: Browser;
let system: RunningSystem;
let studio: OpenStudio;
beforeAll(async () => {
  browser = await openBrowser();
  // `eda dev` notes what happens for others to read.
  const { openFlowLog } = await import('../../src/dev/flow-log.ts');
  const log = openFlowLog(project);
  const started = await startSystem({
    root: project,
    portOffset: 'auto',
    onEvent: (event) => log.note(event),
  });
  if (!started.ok) throw new Error(JSON.stringify(started.diagnostics));
  system = started.value;
  studio = await openStudioIn(project);
}, 240_000);
afterAll(async () => {
  await studio?.stop();
  await system?.stop();
  await browser?.close();
  rmSync(project, { recursive: true, force: true });
}, 120_000);

let watched: WatchedPage;
let page: Page;
beforeEach(async () => {
  watched = await openPage(browser, studio.url);
  page = watched.page;
});
afterEach(async () => {
  const { complaints, foreign } = watched;
  await watched.close();
  expect(complaints.filter((text) => !/status of (404|409|422|502)/.test(text))).toEqual([]);
  expect(foreign).toEqual([]);
});

async function post(service: string, path: string, body: object): Promise<Record<string, string>> {
  const url = system.services.find(({ name }) => name === service)?.url;
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, string>;
}

const edges = () => page.locator('.live-edges');

describe('the todo system, as it runs', () => {
  it('shows what flows on the picture and as a list, follows one flow, and tells nothing personal', async () => {
    await page.keyboard.press('l');
    await expect.poll(() => page.locator('.live-bar .chip').innerText()).toContain('eda dev, local');
    await post('user-service', '/accounts', { name: 'Grace Hopper', email: 'grace@example.com' });
    await expect
      .poll(() => edges().innerText(), { timeout: 60_000 })
      .toContain('user-service → users.account.registered');
    await expect
      .poll(() => edges().innerText(), { timeout: 60_000 })
      .toContain('todos.task.created → notification-service');
    await expect.poll(() => page.locator('.live-chip', { hasText: '/s' }).count()).toBeGreaterThan(1);
    expect(await faultsOf(page)).toEqual([]);
    expect(new URL(page.url()).searchParams.has('live')).toBe(true);

    await edges()
      .getByRole('button', { name: /user-service → users\.account\.registered/ })
      .click();
    const messages = page.locator('.live-messages');
    await expect.poll(() => messages.innerText()).toContain('→ published');
    // The list of all messages gives way to that of the edge, and with it what was opened in it.
    const opened = messages.locator('details[open]');
    await expect
      .poll(async () => {
        if ((await opened.count()) === 0) await messages.locator('summary').first().click();
        return opened.first().innerText();
      })
      .toContain('"email": "•••"');
    expect(await page.locator('body').innerText()).not.toContain('grace@example.com');

    await messages.getByRole('button', { name: 'Follow' }).first().click();
    await expect
      .poll(() =>
        page
          .locator('.flow-sequence .lane-name')
          .allTextContents()
          .catch(() => []),
      )
      .toEqual(expect.arrayContaining(['user-service', 'todo-service', 'notification-service']));
    const steps = await page.locator('.flow-sequence ol li').allTextContents();
    expect(steps.join('\n')).toMatch(/after \d+ ms, todo-service: users\.account\.registered/);
  });

  it('sends an example, shows the dead letter that comes of it, and replays it', async () => {
    await page.keyboard.press('l');
    await page.locator('.tree-item', { hasText: 'todos.task.created' }).first().click();
    await page.getByRole('button', { name: 'Send an example…' }).click();
    const sheet = page.locator('.sheet');
    const field = sheet.getByLabel('Data, as JSON');
    await expect.poll(() => field.inputValue()).toContain('"todoId"');
    await field.fill('{ "todoId": 7 }');
    await sheet.getByRole('button', { name: 'Send in local' }).click();
    await expect.poll(() => sheet.locator('.refused').innerText()).toContain('todoId');
    expect(await faultsOf(page)).toEqual([]);
    const data = { todoId: crypto.randomUUID(), userId: crypto.randomUUID(), title: 'of nobody' };
    await field.fill(JSON.stringify(data));
    await field.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.banner[role=status]').innerText())
      .toContain('Sent for todo-service');

    await page.getByRole('button', { name: /^Dead letters/ }).click();
    const letters = page.locator('.dead-letters');
    await expect.poll(() => letters.innerText().catch(() => ''), { timeout: 120_000 }).toContain('exhausted');
    await expect.poll(() => page.locator('.live-badge', { hasText: 'dead letter' }).count()).toBe(1);
    await letters.getByRole('button', { name: 'Look' }).first().click();
    await expect.poll(() => letters.locator('pre').first().innerText()).toContain('of nobody');
    // Replaying it in vain tells why, and it stays.
    await letters.getByRole('button', { name: 'Replay' }).first().click();
    await expect
      .poll(() => page.locator('.banner[role=status]').innerText(), { timeout: 60_000 })
      .toContain('Nothing is known of person');
    const account = {
      userId: data.userId,
      name: 'Late',
      email: 'late@example.com',
      registeredAt: '2026-03-01T09:00:00Z',
    };
    await runEda(project, ['publish', 'users.account.registered', '-d', JSON.stringify(account)]);
    const isHandled = async (): Promise<string> => {
      // What it says is told for a few seconds alone: nobody waits for a button that is gone with its letter.
      const replay = letters.getByRole('button', { name: 'Replay' });
      if ((await replay.count()) > 0)
        await replay
          .first()
          .click({ timeout: 5000 })
          .catch(() => undefined);
      return page
        .locator('.banner[role=status]')
        .innerText()
        .catch(() => '');
    };
    await expect.poll(isHandled, { timeout: 60_000, interval: 1000 }).toContain('was handled again');
    await expect.poll(() => page.locator('.live-empty').innerText()).toContain('no open dead letters');
  });

  it('shows an edge that nobody designed, and adds it to the design', async () => {
    await page.keyboard.press('l');
    await expect.poll(() => page.locator('.live-bar .chip').innerText()).toContain('eda dev');
    const seen = {
      from: 'sidecar',
      kind: 'published',
      at: Date.now(),
      pubsub: 'pubsub',
      topic: 'users.account',
      app: 'analytics-service',
      eventId: crypto.randomUUID(),
      eventType: 'users.account.registered',
      attempt: 0,
      ms: 1,
    };
    appendFileSync(join(project, '.eda/flow.jsonl'), `${JSON.stringify(seen)}\n`);
    await expect.poll(() => page.locator('.live-drift').count()).toBe(1);
    await edges().getByRole('button', { name: 'Add to the design' }).click();
    await expect.poll(() => page.locator('.sheet h2').innerText()).toBe('Publish');
    await expect.poll(() => page.locator('.sheet .primary').isEnabled()).toBe(true);
    await page.locator('.sheet .primary').click();
    await expect.poll(() => page.locator('.live-drift').count()).toBe(0);
    expect(readFileSync(join(project, 'eda.yaml'), 'utf8')).toMatch(
      /analytics-service:[^\n]*publishes: \[\s*users\.account\.registered|analytics-service:[\s\S]*?publishes:\s*(\[|\n\s*- )users\.account\.registered/,
    );
  });
});
