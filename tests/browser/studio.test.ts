import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from './faults-of.ts';
import {
  type OpenStudio,
  openBrowser,
  openPage,
  openStudio,
  openStudioIn,
  restingBox,
} from './open-studio.ts';

let browser: Browser;
let studio: OpenStudio;
beforeAll(async () => {
  browser = await openBrowser();
  studio = await openStudio('tests/systems/todo');
});
afterAll(async () => {
  await studio?.stop();
  await browser?.close();
});

const selected = (page: Page): Promise<string> => page.locator('.inspector h2').innerText();

describe('the first look', () => {
  it('shows the whole system, without a complaint and without a word to anybody else', async () => {
    const { page, complaints, foreign, close } = await openPage(browser, studio.url);
    expect(await page.title()).toBe('Todo reference system · eda studio');
    expect(new URL(page.url()).hash).toBe('');
    for (const name of ['todo-service', 'todos.task.created', 'tasks-per-person'])
      expect(await page.locator(`.eda-node title:text-is("${name}")`).count()).toBe(1);
    const isAllSeen = async (): Promise<boolean> => {
      const canvas = await page.locator('.canvas').boundingBox();
      const nodes = await Promise.all(
        (await page.locator('.picture .eda-node').all()).map((node) => node.boundingBox()),
      );
      return nodes.every(
        (node) => node !== null && canvas !== null && node.x >= canvas.x && node.y >= canvas.y,
      );
    };
    await expect.poll(isAllSeen).toBe(true);
    expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] });
    await close();
  });

  it('shows every view, with no text that is too small to read', async () => {
    const { page, complaints, close } = await openPage(browser, studio.url);
    for (const view of ['Map', 'Flow', 'Timeline', 'Data', 'Infra']) {
      await page.getByRole('button', { name: view, exact: true }).click();
      await page.waitForFunction(
        (word) => document.querySelector('.views [aria-current]')?.textContent === word,
        view,
      );
      await page.waitForTimeout(300);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll<SVGTextElement>('.picture text')]
          .filter((text) => text.getClientRects().length > 0 && text.textContent !== '')
          .map((text) => {
            const size = Number.parseFloat(getComputedStyle(text).fontSize);
            return { text: text.textContent, size: size * (text.getScreenCTM()?.a ?? 1) };
          })
          .filter(({ size }) => size < 10.4),
      );
      expect({ view, small }).toEqual({ view, small: [] });
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('covers no title of a box with what is in it, at any size, and begins a timeline where it can be read', async () => {
    const own = await openStudio('examples/orders');
    const { page, close } = await openPage(browser, own.url);
    for (const view of ['Flow', 'Sagas', 'Timeline', 'Data', 'Infra']) {
      await page.getByRole('button', { name: view, exact: true }).click();
      await page.waitForFunction(
        (word) => document.querySelector('.views [aria-current]')?.textContent === word,
        view,
      );
      await page.waitForTimeout(300);
      if (view === 'Timeline')
        expect(await page.locator('.picture').getAttribute('data-level'), view).toBe('all');
      for (let size = 0; size < 6; size++) {
        const covered = await page.evaluate(() => {
          const boxes = (selector: string): { text: string; box: DOMRect }[] =>
            [...document.querySelectorAll(selector)]
              .filter((element) => element.getClientRects().length > 0)
              .map((element) => ({ text: element.textContent ?? '', box: element.getBoundingClientRect() }));
          const outlines = boxes('.picture .eda-node .eda-outline');
          return boxes('.picture .eda-group .eda-title')
            .filter(({ box: title }) =>
              outlines.some(
                ({ box }) =>
                  box.left < title.right - 1 &&
                  box.right > title.left + 1 &&
                  box.top < title.bottom - title.height * 0.22 - 1 &&
                  box.bottom > title.top + 1 &&
                  // A title that stands above the border of its box may touch what stands above that.
                  box.top > title.top,
              ),
            )
            .map(({ text }) => text);
        });
        expect({ view, size, covered }).toEqual({ view, size, covered: [] });
        await page.keyboard.press('-');
        await page.waitForTimeout(250);
      }
    }
    await close();
    await own.stop();
  });

  it('goes on to show the whole beside what is opened, and else what is selected', async () => {
    const own = await openStudio('examples/orders');
    const { page, close } = await openPage(browser, own.url);
    const covered = (): Promise<string[]> =>
      page.evaluate(() => {
        const canvas = document.querySelector('.canvas')?.getBoundingClientRect();
        return [...document.querySelectorAll('.picture .eda-node')]
          .filter((node) => {
            const box = node.querySelector('.eda-outline')?.getBoundingClientRect();
            return (
              canvas === undefined ||
              box === undefined ||
              box.left < canvas.left ||
              box.right > canvas.right ||
              box.bottom > canvas.bottom
            );
          })
          .map((node) => node.querySelector('title')?.textContent ?? '');
      });
    await expect.poll(covered).toEqual([]);
    const thing = page.locator('.picture .eda-node', {
      has: page.locator('title:text-is("payment-service")'),
    });
    await thing.click();
    await page.waitForSelector('.inspector');
    await expect.poll(covered).toEqual([]);
    await page.keyboard.press('p');
    await page.keyboard.press('e');
    await page.waitForSelector('.source-panel');
    await expect.poll(covered).toEqual([]);
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Close' }).click();
    await expect.poll(covered).toEqual([]);

    // Who has come nearer stays there; the thing that was pressed at the right border comes out from under the inspector.
    await page.keyboard.press('1');
    const { x, y, width, height } = await restingBox(page.locator('.canvas'));
    const { x: left, y: top } = await restingBox(thing);
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.wheel(left - (x + width - 90.5), top - (y + height / 2));
    const before = await restingBox(thing);
    await page.mouse.click(before.x + 20, before.y + 12);
    await page.waitForSelector('.inspector');
    await expect
      .poll(async () => {
        const [node, room] = [await restingBox(thing), await restingBox(page.locator('.canvas'))];
        return node.x >= room.x && node.x + node.width <= room.x + room.width;
      })
      .toBe(true);
    expect(await page.locator('.zoom-value').innerText()).toContain('100 %');
    await close();
    await own.stop();
  });

  it.each(['light', 'dark'] as const)('is accessible, %s', async (colorScheme) => {
    const { page, close } = await openPage(browser, studio.url, { colorScheme, reducedMotion: 'reduce' });
    expect(await faultsOf(page)).toEqual([]);
    await page.locator('.tree-item', { hasText: 'todos.task.created' }).click();
    await page.waitForSelector('.inspector');
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Control+k');
    await page.waitForSelector('.palette');
    expect(await faultsOf(page)).toEqual([]);
    await close();
  });
});

describe('finding an impact', () => {
  it('goes from a search over the event to who is affected, and back step by step', async () => {
    const { page, close } = await openPage(browser, studio.url);
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Search or run a command' }).fill('registered');
    await page.keyboard.press('Enter');
    await expect.poll(() => selected(page)).toBe('users.account.registered');
    await page.getByRole('button', { name: 'Impact' }).click();
    await expect
      .poll(() => page.locator('.impact [role=status]').innerText())
      .toBe('Impact of users.account.registered: 1 publisher · 2 direct · 1 indirect consumer');
    await expect.poll(() => page.locator('.eda-node.is-reached').count()).toBeGreaterThanOrEqual(4);
    expect(new URL(page.url()).searchParams.get('impact')).toBe('users.account.registered');
    await page.getByLabel('Field').selectOption('email');
    await expect.poll(() => page.locator('.impact [role=status]').innerText()).toContain('field email');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.impact').count()).toBe(0);
    await page.goBack();
    await expect.poll(() => page.locator('.impact').count()).toBe(1);
    await close();
  });

  it('tells what really happens to a delivery in the environment that is chosen', async () => {
    const { page, close } = await openPage(browser, studio.url);
    await page.locator('.tree-item', { hasText: 'todos.task.created' }).click();
    await page.getByLabel('Environment').selectOption('production');
    await expect.poll(() => page.locator('.inspector').innerText()).toContain('DELIVERY IN PRODUCTION');
    await page.locator('.delivery summary', { hasText: 'notification-service' }).click();
    await expect
      .poll(() => page.locator('.delivery[open] .delivery-text').innerText())
      .toContain('attempt 5');
    await close();
  });
});

describe('with keys alone', () => {
  it('walks the picture, follows edges, focuses and opens the inspector', async () => {
    const { page, close } = await openPage(browser, studio.url);
    await page.locator('.canvas').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => selected(page)).toBe('todo-service');
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(() => selected(page)).toMatch(/^todos\.task\./);
    await expect
      .poll(() => page.locator('.canvas-frame > [role=status]').innerText())
      .toMatch(/^event todos\.task/);
    await page.keyboard.press('f');
    await expect.poll(() => new URL(page.url()).searchParams.get('focus')).toMatch(/^event:todos\.task/);
    await expect.poll(() => page.locator('.picture .eda-node').count()).toBeLessThan(8);
    await page.keyboard.press('3');
    await expect.poll(() => page.locator('.picture .eda-node').count()).toBe(8);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.closest('.inspector') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => new URL(page.url()).searchParams.get('focus')).toBeNull();
    await close();
  });

  it('reaches everything by Tab, the outline by arrows', async () => {
    const { page, close } = await openPage(browser, studio.url);
    await page.locator('.outline [role=treeitem][tabindex="0"]').first().focus();
    for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => selected(page)).toBe('todos.task.completed');
    await page.keyboard.press('?');
    await expect.poll(() => page.getByRole('dialog', { name: 'Keys' }).count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await close();
  });
});

describe('a narrow screen', () => {
  it('is for reading, by keys as well', async () => {
    const { page, complaints, close } = await openPage(browser, studio.url, {
      viewport: { width: 420, height: 800 },
    });
    expect(await page.getByRole('button', { name: 'New', exact: true }).count()).toBe(0);
    await page.keyboard.press('n');
    await expect
      .poll(() => page.locator('.banner[role=status]').innerText())
      .toBe('A screen this narrow is for reading.');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a design that changes on disk', () => {
  it('is drawn anew; one that cannot be read keeps the last picture and shows the place', async () => {
    const own = await openStudio('tests/systems/todo');
    const { page, close } = await openPage(browser, own.url);
    const file = join(own.folder, 'eda.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^services:$/m, 'services:\n  late-service: { domain: todos }'));
    await expect
      .poll(() => page.locator('.eda-node title:text-is("late-service")').count(), { timeout: 20_000 })
      .toBe(1);
    writeFileSync(file, `${text}\n  broken: [\n`);
    await expect
      .poll(() => page.locator('.banner.is-error').innerText(), { timeout: 20_000 })
      .toMatch(/^eda\.yaml:\d+:\d+ /);
    expect(await page.locator('.eda-node title:text-is("late-service")').count()).toBe(1);
    writeFileSync(file, text);
    await expect.poll(() => page.locator('.banner.is-error').count(), { timeout: 20_000 }).toBe(0);
    await expect.poll(() => page.locator('.eda-node title:text-is("late-service")').count()).toBe(0);
    await own.stop();
    await expect
      .poll(() => page.locator('.banner.is-warning').innerText(), { timeout: 20_000 })
      .toContain('does not answer');
    expect(await page.locator('.picture .eda-node').count()).toBeGreaterThan(5);
    await close();
  });

  it('may be gone, or a folder, or no text at all: the last picture stays, and the studio goes on', async () => {
    const own = await openStudio('tests/systems/todo');
    const { page, close } = await openPage(browser, own.url);
    const file = join(own.folder, 'eda.yaml');
    const text = readFileSync(file, 'utf8');
    const told = page.locator('.banner.is-error');
    for (const spoil of [
      () => rmSync(file),
      () => {
        rmSync(file);
        mkdirSync(file);
      },
      () => writeFileSync(file, Buffer.from([0xff, 0xfe, 0, 1])),
      () => writeFileSync(file, ''),
    ]) {
      spoil();
      await expect.poll(() => told.count(), { timeout: 20_000 }).toBe(1);
      expect(await told.innerText()).toMatch(/^eda\.yaml/);
      expect(await page.locator('.picture .eda-node').count()).toBeGreaterThan(5);
      rmSync(file, { recursive: true, force: true });
      writeFileSync(file, text);
      await expect.poll(() => told.count(), { timeout: 20_000 }).toBe(0);
    }
    await close();
    await own.stop();
  });

  it('shows what is wrong on the thing itself, and mends it', async () => {
    const own = await openStudio('tests/systems/todo');
    const file = join(own.folder, 'eda.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('todos.task.created', 'todos.task.create'));
    const { page, close } = await openPage(browser, own.url);
    await expect.poll(() => page.locator('.problem-mark').count()).toBeGreaterThan(0);
    await page.keyboard.press('p');
    await page
      .locator('.drawer .problem')
      .getByRole('button', { name: /^rename to todos\.task\.created/ })
      .first()
      .click();
    await expect.poll(() => readFileSync(file, 'utf8'), { timeout: 20_000 }).toContain('todos.task.created');
    expect(readFileSync(file, 'utf8')).not.toMatch(/todos\.task\.create\b/);
    await expect.poll(() => page.locator('.problem-mark').count(), { timeout: 20_000 }).toBe(0);
    await close();
    await own.stop();
  });
});

describe('strangers', () => {
  it('another page of the same browser learns nothing and changes nothing', async () => {
    const { page, close } = await openPage(browser, studio.url);
    const { origin } = new URL(studio.url);
    const context = await browser.newContext();
    await context.route('http://evil.example/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>evil</title>' }),
    );
    await context.addCookies(await page.context().cookies());
    const evil = await context.newPage();
    await evil.goto('http://evil.example/');
    const learned = await evil.evaluate(async (address) => {
      const answers: string[] = [];
      for (const init of [
        {},
        { credentials: 'include' },
        { method: 'POST', credentials: 'include', body: '{}', headers: { 'content-type': 'text/plain' } },
      ] as RequestInit[]) {
        try {
          answers.push(await (await fetch(`${address}/api/design`, init)).text());
        } catch {
          answers.push('nothing');
        }
      }
      return answers;
    }, origin);
    expect(learned).toEqual(['nothing', 'nothing', 'nothing']);
    const framed = await evil.evaluate(
      (address) =>
        new Promise<string>((done) => {
          const frame = document.createElement('iframe');
          frame.src = address;
          frame.onload = () => {
            try {
              done(String(frame.contentDocument?.body.innerText ?? 'closed'));
            } catch {
              done('closed');
            }
          };
          document.body.append(frame);
        }),
      origin,
    );
    expect(framed).toBe('closed');
    await context.close();
    await close();
  });

  it('without the token there is no picture, and the page says what to do', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(new URL(studio.url).origin);
    await expect
      .poll(() => page.locator('#app').innerText())
      .toContain('open the address that eda studio printed');
    await context.close();
  });

  it('names from a design run nothing', async () => {
    const own = await openStudio('tests/systems/todo');
    const file = join(own.folder, 'eda.yaml');
    const evil = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace(/^title: .*$/m, `title: '${evil}'`)
        .replace(/summary: A task is done/, `summary: '${evil}'`)
        .replace(/^ {2}todos: \{/m, `  todos: { defaults: {}, `)
        .replace(/description: Keeps the tasks of each person\./, `description: '${evil}'`),
    );
    const { page, complaints, close } = await openPage(browser, own.url);
    for (const name of ['todo-service', 'todos.task.completed']) {
      await page.locator('.tree-item', { hasText: name }).click();
      await expect.poll(() => selected(page)).toBe(name);
    }
    expect(await page.evaluate(() => (globalThis as { hit?: number }).hit)).toBeUndefined();
    expect(await page.locator('.system h1').innerText()).toBe(evil);
    expect(complaints).toEqual([]);
    await close();
    await own.stop();
  });
});

it('marks that turn the direction of a name are seen for what they are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-turned-'));
  writeFileSync(
    join(folder, 'eda.yaml'),
    'eda: 1\nsystem: turned\ndomains: { sales: {} }\nservices: { "\\u202epohs": { domain: sales } }\n',
  );
  const own = await openStudioIn(folder);
  const { page, close } = await openPage(browser, own.url);
  const name = '\ufffdpohs';
  await page.locator('.tree-item', { hasText: name }).click();
  await expect.poll(() => selected(page)).toBe(name);
  await page.keyboard.press('p');
  expect(await page.locator('.drawer').innerText()).not.toContain('\u202e');
  await page.keyboard.press('/');
  expect(await page.locator('.palette').innerText()).toContain(name);
  await close();
  await own.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('what people wrote', () => {
  it('is shown as the Markdown that it is, leads to elements, and can run nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eda-words-'));
    writeFileSync(
      join(folder, 'eda.yaml'),
      `eda: 1
system: words
domains: { sales: {} }
events:
  sales.order.placed:
    version: 1.0.0
    description: |
      Published **once**, by \`shop-service\`; [read](https://example.com/) [x](javascript:alert(1)) [y](service:shop-service).

      - one
      - <img src=x onerror="document.title='run'">

      <script>document.title = 'run'</script>
    data: { type: object }
services:
  shop-service: { domain: sales, description: Plain, publishes: [sales.order.placed] }
`,
    );
    const own = await openStudioIn(folder);
    const { page, complaints, foreign, close } = await openPage(
      browser,
      own.url.replace('#', '?select=event:sales.order.placed#'),
    );
    const description = page.locator('.inspector .description');
    await description.waitFor();
    expect(await description.locator('strong').innerText()).toBe('once');
    expect(await description.locator('li').allInnerTexts()).toEqual([
      'one',
      `<img src=x onerror="document.title='run'">`,
    ]);
    expect(await description.locator('a').evaluateAll((all) => all.map((one) => one.outerHTML))).toEqual([
      '<a href="https://example.com/" target="_blank" rel="noreferrer">read</a>',
    ]);
    expect(await description.locator('img, script').count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    await description.getByRole('button', { name: 'y' }).click();
    await expect.poll(() => selected(page)).toBe('shop-service');
    expect(await page.title()).toBe('words · eda studio');
    expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] });
    await close();
    await own.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('a big system', () => {
  it('is seen from above first, unless the address says otherwise; what is searched is found in the flow', async () => {
    const own = await openStudio('tests/systems/large');
    const shown = (page: Page): Promise<string> => page.locator('.views [aria-current]').innerText();
    const named = await openPage(browser, own.url.replace('#', '?v=timeline#'));
    expect(await shown(named.page)).toBe('Timeline');
    await named.close();

    const { page, complaints, close } = await openPage(browser, own.url);
    expect(await shown(page)).toBe('Map');
    expect(new URL(page.url()).searchParams.get('v')).toBe('map');
    expect(await page.locator('.picture .eda-node.eda-domain').count()).toBe(12);
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Search or run a command' }).fill('billing invoice');
    await page.keyboard.press('Enter');
    await expect.poll(() => shown(page)).toBe('Flow');
    const found = page.locator('.picture .eda-node.is-selected');
    await expect.poll(() => found.count()).toBe(1);
    const [node, canvas] = [await restingBox(found), await restingBox(page.locator('.canvas'))];
    expect(node.x >= canvas.x && node.x + node.width <= canvas.x + canvas.width).toBe(true);
    expect(node.y >= canvas.y && node.y + node.height <= canvas.y + canvas.height).toBe(true);
    // The way back leads to the map.
    await page.goBack();
    await expect.poll(() => shown(page)).toBe('Map');
    expect(complaints).toEqual([]);
    await close();
    await own.stop();
  });

  it('shows its domains first, and more as one comes nearer', async () => {
    const own = await openStudio('tests/systems/large');
    const { page, close } = await openPage(browser, own.url.replace('#', '?v=flow#'));
    expect(await page.locator('.picture').getAttribute('data-level')).toBe('far');
    expect(await page.locator('.eda-group .eda-title').count()).toBe(12);
    // What can't be told apart is not there, and close by it is what is near: that bounds what moving costs.
    const things = page.locator('.picture .eda-node');
    const all = Number.parseInt(
      await page
        .locator('.drawer')
        .innerText()
        .then((text) => /(\d+) things/.exec(text)?.[1] ?? ''),
      10,
    );
    expect(all).toBeGreaterThan(300);
    expect(await things.count()).toBe(0);
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Search or run a command' }).fill('billing invoice');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.picture').getAttribute('data-level')).toBe('all');
    await expect.poll(() => things.count()).toBeGreaterThan(3);
    expect(await things.count()).toBeLessThan(all / 3);
    await page.keyboard.press('0');
    await expect.poll(() => page.locator('.picture').getAttribute('data-level')).toBe('far');
    await expect.poll(() => things.count()).toBe(0);
    await close();
    await own.stop();
  });

  it('has a timeline that is read to its end by keys, with nothing below the bar of sizes', async () => {
    const own = await openStudio('tests/systems/large');
    const { page, close } = await openPage(browser, own.url.replace('#', '?v=timeline#'), {
      viewport: { width: 1280, height: 720 },
    });
    await page.locator('.canvas').focus();
    const bar = await restingBox(page.locator('.zoom'));
    const lanes = page.locator('.picture .eda-lane-group .eda-box');
    const [first, last] = [await restingBox(lanes.first()), await restingBox(lanes.last())];
    expect(last.y).toBeGreaterThan(720);
    const heights = [last.y];
    for (let turn = 0; turn < 20; turn++) {
      await page.keyboard.press('PageDown');
      const { y } = await restingBox(lanes.last());
      if (y === heights.at(-1)) break;
      heights.push(y);
    }
    expect(heights.length).toBeGreaterThan(3);
    const shown = await restingBox(lanes.last());
    expect(shown.y + shown.height).toBeLessThan(bar.y);
    expect(shown.x).toBe(last.x);
    await page.keyboard.press('Home');
    expect(await restingBox(lanes.first())).toEqual(first);
    await close();
    await own.stop();
  });

  it('tells from afar what a box is joined to', async () => {
    const own = await openStudio('tests/systems/large');
    const { page, close } = await openPage(browser, own.url.replace('#', '?v=infra#'));
    expect(await page.locator('.picture').getAttribute('data-level')).toBe('far');
    const bundles = page.locator('.picture .eda-bundle');
    const all = await bundles.count();
    expect(all).toBeGreaterThan(10);
    await page.locator('.picture .eda-group', { hasText: 'payments' }).click();
    // To the broker and back, and to the one of the ledger.
    const lit = page.locator('.picture .eda-bundle.is-lit');
    await expect.poll(() => lit.count()).toBeGreaterThan(1);
    expect(await lit.count()).toBeLessThanOrEqual(4);
    expect(await page.locator('.picture .eda-bundle.is-dimmed').count()).toBe(all - (await lit.count()));
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.picture .eda-bundle:is(.is-lit, .is-dimmed)').count()).toBe(0);
    await close();
    await own.stop();
  });

  it('shows from afar what stands in no box', async () => {
    const own = await openStudio('tests/systems/large');
    const { page, close } = await openPage(browser, own.url.replace('#', '?v=data#'));
    expect(await page.locator('.picture').getAttribute('data-level')).toBe('far');
    // A type that several domains share belongs to none of them.
    const shared = page.locator('.picture .eda-node.eda-schema', { hasText: 'Address' });
    expect(await shared.count()).toBe(1);
    const outline = await shared.locator('.eda-outline').evaluate((mark: SVGPathElement) => {
      const { width } = mark.getBoundingClientRect();
      const line = Number.parseFloat(getComputedStyle(mark).strokeWidth) * (mark.getScreenCTM()?.a ?? 0);
      return { width, line };
    });
    expect(outline.line).toBeGreaterThanOrEqual(1);
    expect(outline.width).toBeGreaterThan(8);
    // What a box tells of stays in it.
    expect(await page.locator('.picture .eda-node.eda-event').count()).toBe(0);
    await shared.click();
    await expect.poll(() => page.locator('.picture .eda-node.is-selected').textContent()).toMatch(/^Address/);
    await close();
    await own.stop();
  });
});
