import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { readRunningSystem } from '../../src/dev/running-system.ts';
import { readSteps, type Step } from './page-steps.ts';

export interface PlayOptions {
  /** Where it is played; the reader's empty folder. */
  readonly folder: string;
  /** Folder of the `eda` that is on the reader's path. */
  readonly bin: string;
  /** Stands for `npm install`, where there may be no registry. */
  readonly install: () => void;
}

/** For what comes soon on any machine, in ms. */
const patience = 180_000;

/**
 * Does what a page says, command by command, as its reader would.
 * @returns the page with what was printed in place of what it shows, where the two differ by more than times and ids
 */
export async function playPage(page: string, options: PlayOptions): Promise<string> {
  const player = createPlayer(options);
  let shown = '';
  let rest = page;
  try {
    for (const step of readSteps(page)) {
      const printed = await player.play(step);
      if (step.kind !== 'run') continue;
      const before = `$ ${step.command}\n`;
      const at = rest.indexOf(before + step.output) + before.length;
      const differs = printed !== undefined && !isSame(step.output, printed);
      shown += rest.slice(0, at) + (differs ? printed : step.output);
      rest = rest.slice(at + step.output.length);
    }
  } finally {
    await player.end();
  }
  return shown + rest;
}

function createPlayer({ folder, bin, install }: PlayOptions) {
  // What the machine needs for its registry, and nothing of a pipeline that these tests may run in: eda would report to it.
  const { PATH, HOME, NODE_EXTRA_CA_CERTS } = process.env;
  const env = {
    ...{ PATH: `${bin}:${PATH}`, HOME, NODE_EXTRA_CA_CERTS },
    ...{ NO_COLOR: '1', NODE_OPTIONS: '--test-reporter=spec' },
  };
  let dev: ChildProcess | undefined;
  let log = '';

  async function run({ command, output }: Extract<Step, { kind: 'run' }>): Promise<string | undefined> {
    if (command === 'npm install') {
      install();
      return undefined;
    }
    if (/^eda (dev|studio)\b/.test(command)) {
      await start(command);
      await showsAll(output.trimEnd().split('\n'));
      return undefined;
    }
    // What has to become so is asked for until it is; nothing else is done twice.
    const asks = /^eda (trace|dlq list|outbox list)\b/.test(command) || /^curl (?!.* -d )/.test(command);
    const until = Date.now() + (asks ? patience : 0);
    for (;;) {
      const printed = moveBack(await sh(moveThere(command)));
      if (isSame(output, printed) || Date.now() >= until) return printed;
      await sleep(200);
    }
  }

  function sh(command: string): Promise<string> {
    const child = spawn('sh', ['-c', `${command} 2>&1`], { cwd: folder, env });
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    return new Promise((done) => {
      child.on('close', () => done(printed === '' || printed.endsWith('\n') ? printed : `${printed}\n`));
    });
  }

  async function start(command: string): Promise<void> {
    const [program = '', ...args] = command.split(' ');
    const ports = args.includes('--port-offset') || args[0] !== 'dev' ? [] : ['--port-offset', 'auto'];
    dev = spawn(join(bin, program), [...args, ...ports], { cwd: folder, env: { ...env, NODE_OPTIONS: '' } });
    const keep = (chunk: Buffer) => {
      log += chunk;
    };
    dev.stdout?.on('data', keep);
    dev.stderr?.on('data', keep);
    await expect.poll(() => log, { timeout: patience }).toMatch(/services ready in/);
  }

  /** Lines come in the order in which things happen; all that are shown have to come. */
  async function showsAll(lines: readonly string[]): Promise<void> {
    const wanted = lines.filter((line) => line !== '…').map(alike);
    const missing = (): string[] => {
      const there = new Set(moveBack(log).split('\n').map(alike));
      return wanted.filter((line) => !there.has(line));
    };
    const until = Date.now() + patience;
    while (missing().length > 0 && Date.now() < until) await sleep(100);
    expect(missing(), log).toEqual([]);
  }

  /** How far `eda dev` moved its ports, because others listen where the page says. */
  function offset(): number {
    const ports = readRunningSystem(folder)?.services.flatMap(({ appPort }) => appPort ?? []) ?? [];
    return ports.length === 0 ? 0 : Math.min(...ports) - 7001;
  }
  const moveBy = (text: string, by: number): string =>
    text.replace(
      /(127\.0\.0\.1:)(\d+)(?:–(\d+))?/g,
      (_, host: string, from: string, to?: string) =>
        `${host}${Number(from) + by}${to === undefined ? '' : `–${Number(to) + by}`}`,
    );
  const moveThere = (text: string): string => moveBy(text, offset());
  const moveBack = (text: string): string => moveBy(text, -offset());

  return {
    async play(step: Step): Promise<string | undefined> {
      if (step.kind === 'run') return run(step);
      if (step.kind === 'log') {
        if (step.isEnd) await stop();
        await showsAll(step.lines);
      } else if (step.kind === 'file') {
        mkdirSync(dirname(join(folder, step.path)), { recursive: true });
        writeFileSync(join(folder, step.path), step.text);
      } else {
        const text = readFileSync(join(folder, step.path), 'utf8');
        expect(text.split(step.from), `${step.path} holds once\n${step.from}`).toHaveLength(2);
        writeFileSync(
          join(folder, step.path),
          text.replace(step.from, () => step.to),
        );
      }
      return undefined;
    },
    end: stop,
  };

  async function stop(): Promise<void> {
    const running = dev;
    dev = undefined;
    if (running === undefined) return;
    const ended = new Promise((done) => running.once('close', done));
    running.kill('SIGINT');
    await ended;
  }
}

/** Whether what is printed is what is shown, in which `…` stands for any lines. */
function isSame(shown: string, printed: string): boolean {
  const parts = alike(shown)
    .split(/^…\n/m)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('(?:.*\n)*?')}$`).test(alike(printed));
}

/** Text without what is another on each run, machine or version: times, ids, hours, numbers of files. */
export function alike(text: string): string {
  return (
    text
      .replace(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, '<id>')
      .replace(/…[\da-f]{4}\b/g, '…<id>')
      .replace(/\b[\da-f]{4}…/g, '<id>…')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replace(/\b\d\d:\d\d:\d\d(\.\d+)?/g, '<time>')
      .replace(/\b[\d.]+ ?(?:ms|s)\b/g, '<span>')
      .replace(/\b\d+ events unsent/g, '<n> events unsent')
      // Told where the user that PostgreSQL runs as cannot enter the folder that it came in.
      .replace(/^copying PostgreSQL\n/gm, '')
      // How many files there are changes with what eda generates, not with what the page tells.
      .replace(/ +\d+ files?$/gm, ' <n> files')
      .replace(/\b\d+ (written|unchanged|left alone)/g, '<n> $1')
      .replace(/PostgreSQL [\d.]+/g, 'PostgreSQL <version>')
      .replace(/embedded \d+[\d.]+ +/g, 'embedded <version> ')
  );
}
