import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsOf } from './faults-of.ts';
import { copyTodo, type OpenStudio, openBrowser, openPage, openStudioIn } from './open-studio.ts';

const project = copyTodo('system');

let browser: Browser;
let studio: OpenStudio | undefined;
beforeAll(async () => {
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await studio?.stop();
  await browser?.close();
  rmSync(project, { recursive: true, force: true });
}, 120_000);

const chip = (page: Page): Promise<string> => page.locator('.live-bar .chip').innerText();

/** What the server says to a request of the page's own. */
const ask = (page: Page, body: object): Promise<number> =>
  page.evaluate(
    async (asked) =>
      (
        await fetch('/api/system', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(asked),
        })
      ).status,
    body,
  );

it('runs the system after a question, by keys, shows it live, and stops it', async () => {
  studio = await openStudioIn(project);
  const { page, foreign, close } = await openPage(browser, studio.url);
  await page.keyboard.press('l');
  await expect.poll(() => chip(page)).toContain('Not connected');
  // Without the word that it is meant, nothing starts; nor does anything else.
  expect(await ask(page, { action: 'start' })).toBe(428);
  expect(await ask(page, { action: 'rm -rf', sure: true })).toBe(400);
  expect(await ask(page, { action: 'stop', sure: true })).toBe(409);

  await page.getByRole('button', { name: 'Start eda dev…' }).focus();
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Start the system here?' });
  await sheet.waitFor();
  expect(await sheet.innerText()).toContain('on this machine alone');
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect.poll(() => sheet.count()).toBe(0);
  expect(await chip(page)).toContain('Not connected');

  await page.getByRole('button', { name: 'Start eda dev…' }).focus();
  await page.keyboard.press('Enter');
  await sheet.waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => chip(page), { timeout: 240_000 }).toContain('eda dev, local');
  const { services } = JSON.parse(readFileSync(join(project, '.eda/dev.json'), 'utf8')) as {
    services: readonly { name: string; url?: string }[];
  };
  expect(services.map(({ name }) => name)).toContain('todo-service');
  for (const { url } of services)
    if (url !== undefined) expect(new URL(url).hostname).toMatch(/^(127\.0\.0\.1|localhost)$/);
  // One at a time.
  expect(await ask(page, { action: 'start', sure: true })).toBe(409);

  await page.keyboard.press('/');
  await page.keyboard.type('>stop eda dev');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Stop the system?' }).waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => chip(page), { timeout: 120_000 }).toContain('Not connected');
  expect(foreign).toEqual([]);
  await close();
}, 600_000);

it('shows the last words of a system that could not start', async () => {
  const file = join(project, 'eda.yaml');
  const text = readFileSync(file, 'utf8');
  const { page, close } = await openPage(browser, studio?.url ?? '');
  writeFileSync(file, `${text}\nnonsense: true\n`);
  await page.keyboard.press('l');
  await page.getByRole('button', { name: 'Start eda dev…' }).click();
  await page.getByRole('button', { name: 'Start eda dev', exact: true }).click();
  await expect
    .poll(() => page.locator('.dev-failure').innerText(), { timeout: 120_000 })
    .toContain('nonsense');
  writeFileSync(file, text);
  await close();
});

it('starts nothing where it is read-only', async () => {
  const own = await openStudioIn(project, '--read-only');
  const { page, close } = await openPage(browser, own.url);
  await page.keyboard.press('l');
  await expect.poll(() => chip(page)).toContain('Not connected');
  expect(await page.getByRole('button', { name: /eda dev…/ }).count()).toBe(0);
  expect(await ask(page, { action: 'start', sure: true })).toBe(403);
  await close();
  await own.stop();
});
