import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRepository } from '../support/git-repository.ts';
import { faultsOf } from './faults-of.ts';
import { type OpenStudio, openBrowser, openPage, openStudio } from './open-studio.ts';

let browser: Browser;
let studio: OpenStudio;

beforeAll(async () => {
  browser = await openBrowser();
  studio = await openStudio('examples/todo');
  makeRepository(studio.folder).commit('As it was');
  const file = join(studio.folder, 'eda.yaml');
  const text = readFileSync(file, 'utf8');
  const changed = text
    .replace(
      /^services:$/m,
      'services:\n  late-service:\n    domain: todos\n    subscribes: { todos.task.created: {} }',
    )
    .replace('summary: A person added a task', 'summary: A person wrote a task down')
    .replaceAll('todos.task.completed', 'todos.task.finished');
  writeFileSync(file, changed);
});

afterAll(async () => {
  await browser.close();
  await studio.stop();
});

const markOf = (page: Page, name: string): Promise<string | null> =>
  page
    .locator('.eda-node', { has: page.locator(`title:text-is("${name}")`) })
    .first()
    .getAttribute('class', { timeout: 30_000 });

it('shows by keys what became of a design since a revision: on the picture, in a list, in the address', async () => {
  const { page, complaints, close } = await openPage(browser, studio.url);
  await page.keyboard.press('d');
  await page.getByRole('dialog').waitFor();
  const choices = page.locator('#revisions option');
  await expect.poll(async () => (await choices.all()).length).toBeGreaterThanOrEqual(2);
  await page.keyboard.type('main');
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'Changes' }).waitFor();
  expect(new URL(page.url()).searchParams.get('base')).toBe('main');

  await expect.poll(() => markOf(page, 'late-service')).toContain('is-added');
  expect(await markOf(page, 'todos.task.completed')).toContain('is-removed');
  expect(await markOf(page, 'todos.task.created')).toContain('is-changed');
  expect(await markOf(page, 'todo-service')).not.toContain('is-dimmed');
  expect(await markOf(page, 'user-service')).toContain('is-dimmed');
  expect(await page.locator('.eda-edge.is-added').count()).toBeGreaterThanOrEqual(1);
  expect(await page.locator('.eda-edge.is-removed').count()).toBeGreaterThanOrEqual(1);
  const list = await page.getByRole('list', { name: 'Changes' }).innerText();
  expect(list).toContain('todos.task.completed');
  expect(list).toContain('breaking');
  expect(await page.locator('.banner', { hasText: 'main' }).innerText()).toMatch(
    /\d+ added, \d+ changed, \d+ breaking/,
  );
  expect(await faultsOf(page)).toEqual([]);

  // From change to change, without a pointer; what is gone is told of as well.
  await page.getByRole('application').focus();
  const seen = new Set<string>();
  const count = await page.locator('.change-mark').count();
  for (let step = 0; step < count; step++) {
    await page.keyboard.press(']');
    const told = page.locator('.canvas-frame > [role=status]');
    await expect.poll(() => told.innerText()).not.toBe([...seen].at(-1) ?? '');
    seen.add(await told.innerText());
  }
  expect([...seen].some((text) => text.includes('late-service') && text.includes('added'))).toBe(true);
  expect([...seen]).toContain('removed todos.task.completed');

  // Who opens the address sees the same.
  await page.reload();
  await expect.poll(() => markOf(page, 'late-service')).toContain('is-added');
  for (const view of ['Map', 'Timeline', 'Data', 'Infra', 'Flow']) {
    await page.getByRole('button', { name: view, exact: true }).click();
    await expect.poll(() => page.locator('.views [aria-current]').innerText()).toBe(view);
    // In lanes as well, what is gone stands where it stood.
    if (view === 'Timeline')
      await expect.poll(() => markOf(page, 'todos.task.completed')).toContain('is-removed');
  }
  // One step back at a time: what is selected, then the comparison.
  await page.getByRole('application').focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(() => new URL(page.url()).searchParams.get('base')).toBeNull();
  await expect.poll(() => page.locator('.change-mark').count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

it('says of a name that git does not know, and of one that is none, what to do', async () => {
  const { page, close } = await openPage(browser, studio.url);
  for (const name of ['nowhere', '--output=x', 'release:9.9.9', '../other/eda.yaml']) {
    await page.getByRole('application').focus();
    await page.keyboard.press('d');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.banner[role=status]').allInnerTexts())
      .toContainEqual(
        expect.stringMatching(/git knows no revision|cannot be a git revision|there is no release/),
      );
    await expect.poll(() => new URL(page.url()).searchParams.get('base')).toBeNull();
    expect(await page.locator('.picture .eda-node').count()).toBeGreaterThan(5);
  }
  await close();
});
