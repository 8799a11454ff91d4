import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { faultsOf } from './faults-of.ts';
import {
  type OpenStudio,
  openBrowser,
  openPage,
  openStudio,
  restingBox,
  type WatchedPage,
} from './open-studio.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

let studio: OpenStudio;
let watched: WatchedPage;
let page: Page;

async function open(project: string): Promise<void> {
  studio = await openStudio(project);
  watched = await openPage(browser, studio.url);
  page = watched.page;
}

afterEach(async () => {
  const { complaints, foreign } = watched;
  await watched.close();
  await studio.stop();
  // What the server refuses, or does not hear, is no fault of the page, though browsers write it down as one.
  expect(
    complaints.filter((text) => !/status of (409|412|422)|ERR_INTERNET_DISCONNECTED/.test(text)),
  ).toEqual([]);
  expect(foreign).toEqual([]);
});

const read = (file: string): string => readFileSync(join(studio.folder, file), 'utf8');
const write = (file: string, text: string): void => writeFileSync(join(studio.folder, file), text);
const sheet = () => page.locator('.sheet');
const choose = (name: string): Promise<void> => page.locator('.tree-item', { hasText: name }).first().click();

/** Lines of a text that another one does not have. */
function newLines(before: string, after: string): string[] {
  const known = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !known.has(line));
}

/** Looks at what would change, and writes it. */
async function confirm(label = 'Write'): Promise<void> {
  await expect.poll(() => sheet().getByRole('button', { name: label }).isEnabled()).toBe(true);
  await sheet().getByRole('button', { name: label }).click();
  await expect.poll(() => sheet().count()).toBe(0);
}

describe('on the picture', () => {
  beforeEach(() => open('tests/systems/todo'));

  it('adds a subscriber with keys alone, shows the one line before, and takes it back', async () => {
    const before = read('eda.yaml');
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Search or run a command' }).fill('users.account.registered');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.inspector h2').innerText()).toBe('users.account.registered');
    await page.keyboard.press('s');
    await expect.poll(() => sheet().count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-service');
    await page.keyboard.type('analytics-service');
    await expect.poll(() => sheet().locator('.diff-line.is-come').allInnerTexts()).toHaveLength(1);
    // Its lines are longer than the sheet is wide: they are scrolled by themselves.
    expect(await sheet().evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    await expect
      .poll(() => sheet().locator('.generated summary').innerText(), { timeout: 60_000 })
      .toContain('eda generate: ');
    expect(await faultsOf(page)).toEqual([]);
    expect(read('eda.yaml')).toBe(before);
    await page.keyboard.press('Enter');
    await expect.poll(() => sheet().count()).toBe(0);
    await expect.poll(() => newLines(before, read('eda.yaml'))).toHaveLength(1);
    expect(newLines(before, read('eda.yaml'))[0]).toContain('users.account.registered');
    await expect
      .poll(() => page.locator('.relation', { hasText: 'taken by' }).innerText())
      .toContain('analytics-service');
    await page.keyboard.press('Control+z');
    await expect.poll(() => read('eda.yaml')).toBe(before);
    await page.keyboard.press('Control+y');
    await expect.poll(() => newLines(before, read('eda.yaml'))).toHaveLength(1);
  });

  it('draws a line from an event to the bare canvas: a new service', async () => {
    await choose('todos.task.completed');
    const handle = page.locator('.link-handle');
    await expect.poll(() => handle.count()).toBe(1);
    const canvas = await page.locator('.canvas').boundingBox();
    const at = await restingBox(handle);
    if (canvas === null) throw new Error('nothing to draw on');
    await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
    await page.mouse.down();
    await page.mouse.move(canvas.x + canvas.width - 30, canvas.y + 12, { steps: 8 });
    await page.mouse.up();
    await expect.poll(() => sheet().locator('h2').innerText()).toBe('New service');
    await sheet().getByLabel('Name').fill('reporting');
    await confirm();
    await expect.poll(() => page.locator('.eda-node title:text-is("reporting")').count()).toBe(1);
    expect(read('eda.yaml')).toMatch(/^ {2}reporting:/m);
  });

  it('puts things where a person drags them, and leaves them there when something new comes', async () => {
    const places = (): Record<string, [number, number]> => JSON.parse(read('eda.layout.json')).views.flow;
    const node = () => page.locator('.eda-node', { has: page.locator('title:text-is("todo-service")') });
    await choose('todo-service');
    await page.locator('.canvas').focus();
    await page.keyboard.press('a');
    await page.locator('.canvas.is-arranging').waitFor();
    const at = await restingBox(node());
    await page.mouse.move(at.x + 20, at.y + 12);
    await page.mouse.down();
    await page.mouse.move(at.x + 20, at.y + 100, { steps: 6 });
    await page.mouse.up();
    await expect.poll(() => existsSync(join(studio.folder, 'eda.layout.json'))).toBe(true);
    const dragged = places();
    await page.locator('.canvas').focus();
    await page.keyboard.press('Shift+ArrowDown');
    await expect
      .poll(() => places()['service:todo-service']?.[1])
      .toBe((dragged['service:todo-service']?.[1] ?? 0) + 16);
    const kept = places();
    write(
      'eda.yaml',
      read('eda.yaml').replace(
        /^services:$/m,
        'services:\n  late-service: { domain: todos, subscribes: { todos.task.created: {} } }',
      ),
    );
    await expect.poll(() => page.locator('.eda-node title:text-is("late-service")').count()).toBe(1);
    expect(places()).toEqual(kept);
    await page.keyboard.press('a');
    await page.keyboard.press('Control+z');
    await expect.poll(() => places()).toEqual(dragged);
  });

  it('keeps what a file that is read-only does not take, and writes it when it may', async () => {
    const before = read('eda.yaml');
    chmodSync(join(studio.folder, 'eda.yaml'), 0o444);
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Search or run a command' }).fill('users.account.registered');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.inspector h2').innerText()).toBe('users.account.registered');
    await page.keyboard.press('s');
    await expect.poll(() => sheet().count()).toBe(1);
    await page.keyboard.type('analytics-service');
    await confirm();
    await expect.poll(() => page.locator('.banners').innerText()).toContain('eda.yaml is read-only');
    expect(read('eda.yaml')).toBe(before);
    chmodSync(join(studio.folder, 'eda.yaml'), 0o644);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => newLines(before, read('eda.yaml'))).toHaveLength(1);
  });

  it('says at once what is wrong with a name, and writes nothing', async () => {
    const before = read('eda.yaml');
    await page.keyboard.press('n');
    await sheet().getByLabel('event', { exact: true }).check();
    await sheet().getByLabel('Name').fill('todos.task');
    await expect.poll(() => sheet().locator('.refused').innerText()).toContain('is no name of an event');
    expect(await sheet().getByRole('button', { name: 'Write' }).isEnabled()).toBe(false);
    await page.keyboard.press('Escape');
    await expect.poll(() => sheet().count()).toBe(0);
    expect(read('eda.yaml')).toBe(before);
  });

  it('deletes an event after it has told whom that reaches', async () => {
    await choose('todos.task.completed');
    await page.keyboard.press('Delete');
    await expect.poll(() => sheet().locator('.preview').innerText()).toContain('Taken by');
    await confirm('Delete');
    await expect.poll(() => read('eda.yaml')).not.toContain('todos.task.completed');
  });

  it('keeps what could not be written while the studio is away, and says so', async () => {
    await choose('users.account.registered');
    await page.keyboard.press('s');
    await sheet().getByLabel('Service').selectOption('analytics-service');
    await expect.poll(() => sheet().locator('.diff-line.is-come').count()).toBe(1);
    await page.context().setOffline(true);
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.pending').innerText())
      .toContain('analytics-service takes users.account.registered');
    await page.context().setOffline(false);
    await page.locator('.pending').getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => page.locator('.pending').count()).toBe(0);
    expect(read('eda.yaml')).toMatch(/analytics-service: .*users\.account\.registered: \{\}/);
  });
});

describe('across files', () => {
  beforeEach(() => open('tests/systems/orders'));

  it('renames an event everywhere as one change, and back', async () => {
    const files = ['eda.yaml', 'domains/payments.eda.yaml'].filter((file) => {
      try {
        return read(file).includes('payments.payment.taken');
      } catch {
        return false;
      }
    });
    const before = files.map(read);
    await choose('payments.payment.taken');
    await page.keyboard.press('r');
    await sheet().getByLabel('To').fill('payments.payment.received');
    await confirm();
    await expect.poll(() => files.map(read).join('')).not.toContain('payments.payment.taken');
    await expect
      .poll(() => page.locator('.eda-node title:text-is("payments.payment.received")').count())
      .toBeGreaterThan(0);
    await page.keyboard.press('Control+z');
    await expect.poll(() => files.map(read)).toEqual(before);
  });
});

describe('in the text', () => {
  beforeEach(() => open('tests/systems/todo'));

  const editor = () => page.locator('.editor .cm-content');

  it('types, saves, and undo takes it back; the picture follows', async () => {
    const before = read('eda.yaml');
    await choose('analytics-service');
    await page.keyboard.press('e');
    await expect.poll(() => editor().innerText()).toContain('analytics-service');
    await editor().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# looked at\n');
    await expect.poll(() => page.locator('.source-bar').innerText()).toContain('not saved');
    expect(read('eda.yaml')).toBe(before);
    await page.keyboard.press('Control+s');
    await expect.poll(() => read('eda.yaml')).toBe(`# looked at\n${before}`);
    expect(await faultsOf(page)).toEqual([]);
    await page.locator('.canvas').focus();
    await page.keyboard.press('Control+z');
    await expect.poll(() => read('eda.yaml')).toBe(before);
    await expect.poll(() => editor().innerText()).not.toContain('# looked at');
  });

  it('selects what the caret stands in, and leaves the keyboard in the text', async () => {
    const selected = (): string | null => new URL(page.url()).searchParams.get('select');
    const isInText = (): Promise<boolean> =>
      page.evaluate(
        () =>
          document.querySelector('.editor')?.shadowRoot?.activeElement?.classList.contains('cm-content') ??
          false,
      );
    await page.keyboard.press('e');
    await expect.poll(() => editor().innerText()).toContain('eda: 1');
    await page.locator('.cm-line', { hasText: /^ {2}todos\.task\.completed:/ }).click();
    await expect.poll(selected).toBe('event:todos.task.completed');
    await expect
      .poll(() => page.locator('.eda-node.is-selected title').first().textContent())
      .toBe('todos.task.completed');
    await expect.poll(() => page.locator('.inspector h2').innerText()).toContain('todos.task.completed');
    expect(await isInText()).toBe(true);
    const steps = await page.evaluate(() => history.length);
    // By keys, over what is written and not saved yet as well.
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# looked at\n');
    await page.locator('.cm-line', { hasText: /^ {2}user-service:/ }).click();
    await expect.poll(selected).toBe('service:user-service');
    expect(await isInText()).toBe(true);
    expect(await page.evaluate(() => history.length)).toBe(steps);
    // What is chosen elsewhere stays chosen: the caret speaks where somebody moves it.
    await choose('analytics-service');
    await expect.poll(selected).toBe('service:analytics-service');
    await page.waitForTimeout(1000);
    expect(selected()).toBe('service:analytics-service');
  });

  it('suggests names of the design as they are typed', async () => {
    await page.keyboard.press('e');
    await expect.poll(() => editor().innerText()).toContain('eda: 1');
    await page.locator('.cm-line', { hasText: 'domain: users' }).last().click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('subscribes: { todos');
    await expect
      .poll(() =>
        page
          .locator('.cm-tooltip-autocomplete')
          .innerText()
          .catch(() => ''),
      )
      .toContain('todos.task.created');
    await page.keyboard.press('Escape');
  });

  it('brings what is typed and what others write together, and asks where both meant one line', async () => {
    const before = read('eda.yaml');
    await page.keyboard.press('e');
    await expect.poll(() => editor().innerText()).toContain('eda: 1');
    await editor().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# mine\n');
    const appended = `${before.trimEnd()}\n# theirs\n`;
    write('eda.yaml', appended);
    await expect.poll(() => page.locator('.banner[role=status]').innerText()).toContain('brought together');
    await page.keyboard.press('Control+s');
    await expect.poll(() => read('eda.yaml')).toBe(`# mine\n${appended}`);

    await page.keyboard.press('Control+Home');
    await page.keyboard.type('x');
    write('eda.yaml', read('eda.yaml').replace('# mine', '# ours'));
    await expect.poll(() => page.locator('.conflicts').innerText()).toContain('changed on disk in 1 place');
    expect(await faultsOf(page)).toEqual([]);
    await page.locator('.conflicts').getByLabel('yours').check();
    await page.getByRole('button', { name: 'Take these lines' }).click();
    await page.keyboard.press('Control+s');
    await expect.poll(() => read('eda.yaml')).toBe(`x# mine\n${appended}`);
  });
});
