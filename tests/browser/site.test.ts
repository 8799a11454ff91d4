import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from './faults-of.ts';
import { openBrowser } from './open-studio.ts';

const root = join(import.meta.dirname, '../..');
const hostile = `'"><img src=x onerror="alert(1)"></script><script>alert(1)</script>'`;

/** Pages of a team, one of which wants to do what no page may. */
const guides = {
  'guides/README.md': `# Guides\n\n- [x] [Refunds](sub/refunds.md#what-happens)\n\n${hostile}\n\n[run](javascript:alert(1)) ![far](https://pictures.example/x.png)\n`,
  'guides/sub/refunds.md': `# Refunds

Money goes back to whoever paid, by the \`order-service\`.

## What happens

| step | |
| --- | --- |
| first | a very long word: ${'refund'.repeat(30)} |

## Search

> [!WARNING]
> Twice is too often.

## How it is asked for

\`\`\`sh
curl -X POST ${'http://localhost:3000/refunds/'.repeat(6)}
\`\`\`

### Main

1. one
2. two
`,
};

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await openBrowser();
  folder = mkdtempSync(join(tmpdir(), 'eda-site-'));
  cpSync(join(root, 'tests/systems/orders'), join(folder, 'orders'), { recursive: true });
  cpSync(join(root, 'tests/systems/todo'), join(folder, 'hostile'), { recursive: true });
  writeFileSync(
    join(folder, 'hostile/eda.yaml'),
    `eda: 1
system: evil
title: ${hostile}
description: ${hostile}
domains: { sales: { description: ${hostile}, owner: sellers } }
events:
  sales.order.placed:
    summary: ${hostile}
    tags: [${hostile}]
    key: orderId
    data: { type: object, required: [orderId], properties: { orderId: { type: string, maxLength: 40, description: ${hostile} } } }
services:
  shop: { domain: sales, description: ${hostile}, publishes: [sales.order.placed] }
  mail: { domain: sales, subscribes: { sales.order.placed: { description: ${hostile} } } }
`,
  );
  for (const name of ['orders', 'hostile']) {
    for (const [path, text] of Object.entries(guides)) {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), text);
    }
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, 'bin/eda.js'), 'docs', '--pages', 'guides/**/*.md', '--out', join(folder, `${name}-site`)],
      { cwd: join(folder, name), encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('open ') });
  }
});
afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

interface SitePage {
  readonly page: Page;
  /** What the pages complained of, asked, or wanted from elsewhere than the disk. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** A page of a site, from the disk. */
async function openSite(
  name: 'orders' | 'hostile',
  path: string,
  options: BrowserContextOptions = {},
): Promise<SitePage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(`request: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    // One that is under way when the next page is opened is given up, and misses nothing.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`missing: ${request.url()}`);
  });
  await page.goto(addressOf(name, path));
  return { page, complaints, close: () => context.close() };
}

function addressOf(name: string, path: string): string {
  return pathToFileURL(join(folder, `${name}-site`, path)).href;
}

const heading = (page: Page): Promise<string> => page.locator('h1').innerText();

describe('a site from the disk', () => {
  it.each(['orders', 'hostile'] as const)(
    '%s: every page opens without a complaint, and every link leads somewhere',
    async (name) => {
      const { page, complaints, close } = await openSite(name, 'index.html');
      const open = [page.url()];
      const seen = new Set(open);
      const dead: string[] = [];
      for (let url = open.shift(); url !== undefined; url = open.shift()) {
        await page.goto(url);
        const links = await page.evaluate(() =>
          [...document.querySelectorAll('a')].map(
            // Of a link within a picture, `href` is no text.
            (link) => new URL(link.getAttribute('href') ?? '', location.href).href,
          ),
        );
        for (const link of links) {
          const file = link.replace(/#.*$/, '');
          if (seen.has(file) || !file.endsWith('.html')) continue;
          seen.add(file);
          open.push(file);
        }
        dead.push(
          ...(await page.evaluate(() =>
            [...document.querySelectorAll('a[href^="#"]')]
              .map((link) => link.getAttribute('href') ?? '')
              .filter((href) => document.getElementById(href.slice(1)) === null),
          )),
        );
      }
      const written = readdirSync(join(folder, `${name}-site`), { recursive: true, encoding: 'utf8' });
      // Nothing is written that nobody can find.
      expect(seen.size).toBe(written.filter((path) => path.endsWith('.html')).length);
      expect({ dead, complaints }).toEqual({ dead: [], complaints: [] });
      await close();
    },
  );

  it('is found through by keys alone: search, page, picture, and back to a page', async () => {
    const { page, complaints, close } = await openSite('orders', 'index.html');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('/');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('orderservice');
    await page.keyboard.press('Enter');
    await expect.poll(() => heading(page)).toBe('order-service');
    await page.getByRole('link', { name: 'Show it in the whole picture' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.card h2').innerText()).toBe('order-service');
    await page.locator('.canvas').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.card h2').innerText()).not.toBe('order-service');
    expect(new URL(page.url()).hash).toContain('select=');
    const next = await page.locator('.card h2').innerText();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('main').innerText()).toContain(next);
    await expect.poll(() => page.locator('.card').count()).toBe(0);
    // A page that is still on its way cannot be left.
    await page.waitForLoadState();
    await page.goBack();
    await page.locator('.card').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.card').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it('is searched by what events carry, and finds in the picture that is open', async () => {
    const { page, complaints, close } = await openSite('orders', 'views/flow.html');
    await page.locator('.picture .eda-node').first().waitFor({ state: 'attached' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('currency');
    await page.locator('[role=option]').first().waitFor();
    const found = await page.locator('.option-name').first().innerText();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.card h2').innerText()).toBe(found);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('combobox').fill('nothing is called so');
    await expect.poll(() => page.locator('.palette').innerText()).toContain('Nothing is called');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.palette').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it('holds the pages of a team: found by their words, walked by their contents, read on a narrow screen', async () => {
    const { page, complaints, close } = await openSite('orders', 'index.html');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('combobox').fill('whoever paid');
    await expect.poll(() => page.locator('[role=option]').first().innerText()).toContain('Refunds');
    await page.keyboard.press('Enter');
    await expect.poll(() => heading(page)).toBe('Refunds');
    expect(await page.getByRole('link', { name: 'order-service' }).getAttribute('href')).toBe(
      '../../../services/order-service.html',
    );
    const contents = page.getByRole('navigation', { name: 'On this page' });
    // Headings that are called as parts of every page are.
    for (const name of ['Search', 'Main']) {
      await contents.getByRole('link', { name }).click();
      expect(await page.evaluate(() => document.querySelector(':target')?.tagName)).toMatch(/^H[23]$/);
    }
    await page.getByRole('button', { name: /^Copy Code 1, sh/ }).focus();
    expect(await page.getByRole('region', { name: /^Code 1, sh/ }).getAttribute('tabindex')).toBe('0');
    await page.setViewportSize({ width: 360, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.emulateMedia({ media: 'print' });
    expect(await contents.isVisible()).toBe(false);
    expect(await page.locator('.prose table').isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(['light', 'dark'] as const)('is accessible, %s', async (colorScheme) => {
    const { page, close } = await openSite('orders', 'index.html', { colorScheme, reducedMotion: 'reduce' });
    const faults: string[] = [];
    for (const path of [
      'index.html',
      'events/ordering.order.placed.html',
      'services/order-service.html',
      'sagas/order-fulfilment.html',
      'views/flow.html',
      'guides.html',
      'pages/guides/index.html',
      'pages/guides/sub/refunds.html',
    ]) {
      await page.goto(addressOf('orders', path));
      faults.push(...(await faultsOf(page)).map((fault) => `${path}: ${fault}`));
    }
    expect(faults).toEqual([]);
    await close();
  });

  it('keeps the theme that was chosen from page to page', async () => {
    const { page, close } = await openSite('orders', 'index.html', { colorScheme: 'light' });
    const theme = (): Promise<string | undefined> =>
      page.evaluate(() => document.documentElement.dataset.theme);
    await page.getByRole('button', { name: 'Light or dark' }).click();
    expect(await theme()).toBe('dark');
    await page.goto(addressOf('orders', 'events.html'));
    expect(await theme()).toBe('dark');
    await close();
  });

  it('can be read without scripts, and on paper', async () => {
    const plain = await openSite('orders', 'views/flow.html', { javaScriptEnabled: false });
    expect(await plain.page.locator('.plain-picture').isVisible()).toBe(true);
    expect(await plain.page.getByRole('button', { name: 'Search' }).count()).toBe(0);
    await plain.page.goto(addressOf('orders', 'events/ordering.order.placed.html'));
    expect(await plain.page.locator('figure .eda-picture').isVisible()).toBe(true);
    expect(plain.complaints).toEqual([]);
    await plain.close();

    const { page, close } = await openSite('orders', 'views/flow.html', { colorScheme: 'dark' });
    await page.locator('.picture .eda-node').first().waitFor({ state: 'attached' });
    expect(await page.locator('.plain-picture').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.plain-picture').isVisible()).toBe(true);
    expect(await page.locator('.live').isVisible()).toBe(false);
    await page.goto(addressOf('orders', 'sagas/order-fulfilment.html'));
    expect(await page.locator('.side').isVisible()).toBe(false);
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(paper).toBe('rgb(247, 249, 252)');
    const isOpen = (): Promise<boolean> =>
      page.evaluate(() => [...document.querySelectorAll('details')].every(({ open }) => open));
    expect(await isOpen()).toBe(false);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await isOpen()).toBe(true);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await isOpen()).toBe(false);
    await close();
  });
});
