import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { CheckRequest, PlacedFinding } from '../lsp/program.ts';
import type { TextsChecker } from './check-texts.ts';

export interface Checker {
  readonly check: TextsChecker;
  close(): void;
}

interface Waiting {
  resolve(findings: readonly PlacedFinding[]): void;
  reject(error: Error): void;
}

/**
 * Checks in a thread of its own, where the program was built; run from its sources there is no script for a thread, and
 * it works in this one. What rules of a project print there goes to stderr: stdout belongs to the protocol.
 */
export async function openChecker(): Promise<Checker> {
  const script = new URL('./check-worker.cjs', import.meta.url);
  if (existsSync(fileURLToPath(script))) return startThread(script);
  const { createTextsChecker } = await import('./check-texts.ts');
  return { check: createTextsChecker(), close: () => {} };
}

function startThread(script: URL): Checker {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let jobs = 0;
  const failAll = (error: Error): void => {
    thread = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = (): Worker => {
    const worker = new Worker(script, { stdout: true });
    worker.stdout.on('data', (text) => process.stderr.write(text));
    worker.on('message', ({ job, findings, failure }) => {
      const asked = waiting.get(job);
      waiting.delete(job);
      if (failure === undefined) asked?.resolve(findings);
      else asked?.reject(new Error(failure));
    });
    // A rule of the project may end its thread; the next check starts another one.
    worker.on('error', failAll);
    worker.on('exit', (code) => failAll(new Error(`the thread that checks ended with ${code}`)));
    return worker;
  };
  return {
    check: (request: CheckRequest) =>
      new Promise((resolve, reject) => {
        thread ??= start();
        const job = ++jobs;
        waiting.set(job, { resolve, reject });
        thread.postMessage({ job, request });
      }),
    close: () => void thread?.terminate(),
  };
}
