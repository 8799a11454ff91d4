import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';

const root = join(import.meta.dirname, '../..');

export interface OpenStudio {
  /** Copy of the project: tests may write into it. */
  readonly folder: string;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `eda studio` as it was built, on a copy of a project. */
export async function openStudio(project: string, ...flags: readonly string[]): Promise<OpenStudio> {
  const folder = mkdtempSync(join(tmpdir(), 'eda-browser-'));
  cpSync(join(root, project), folder, {
    recursive: true,
    filter: (path) => !/node_modules|\/services\/|\/infra\//.test(path.slice(root.length)),
  });
  const { url, stop } = await openStudioIn(folder, ...flags);
  return {
    folder,
    url,
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A copy of the todo example whose services run: inside of the repository, so that they find their packages. */
export function copyTodo(prefix: string): string {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const project = mkdtempSync(join(root, `.cache/${prefix}-`));
  cpSync(join(root, 'examples/todo'), project, {
    recursive: true,
    filter: (path) => !/[\\/](\.eda|node_modules|dist)$/.test(path),
  });
  return project;
}

/** Starts `eda studio` as it was built, in a folder. */
export async function openStudioIn(folder: string, ...flags: readonly string[]): Promise<OpenStudio> {
  const started = spawn(process.execPath, [join(root, 'bin/eda.js'), 'studio', '--port', '0', ...flags], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await addressOf(started);
  return {
    folder,
    url,
    stop: async () => {
      const ended = new Promise((done) => started.once('exit', done));
      started.kill('SIGTERM');
      await ended;
    },
  };
}

function addressOf(started: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(text)?.[0];
      if (url !== undefined) done(url);
    };
    started.stdout?.on('data', read);
    started.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    started.on('exit', (code) => fail(new Error(`eda studio ended with ${code}: ${text}`)));
  });
}

/** The browser that `npm run test:browser` found. */
export function openBrowser(): Promise<Browser> {
  // Without a sandbox of its own: tests run as root in containers, on pages of ours alone.
  return chromium.launch({
    executablePath: process.env.EDA_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** What the page complained of. */
  readonly complaints: readonly string[];
  /** Requests to anybody but this machine; each was stopped. */
  readonly foreign: readonly string[];
  close(): Promise<void>;
}

/** A page with a picture on it, whose requests beyond the loopback are stopped and noted. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 860 }, ...options });
  // Waits are as long as a busy machine takes.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await context.route(
    (address) => address.hostname !== '127.0.0.1',
    (route) => {
      foreign.push(route.request().url());
      return route.abort();
    },
  );
  await page.goto(url);
  // From afar, the boxes of a big system alone are told.
  await page.waitForSelector('.picture :is(.eda-node, .eda-group)', { state: 'attached' });
  return { page, complaints, foreign, close: () => context.close() };
}

/** Where a thing stands on the page once it moves no more, in CSS pixels: the picture may be on its way to show it. */
export async function restingBox(
  thing: Locator,
): Promise<{ x: number; y: number; width: number; height: number }> {
  for (let last = ''; ; ) {
    const box = await thing.boundingBox();
    const now = JSON.stringify(box);
    if (box !== null && now === last) return box;
    last = now;
    // Two frames: the first may have been asked for before the picture was told to move.
    await thing
      .page()
      .evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
}
