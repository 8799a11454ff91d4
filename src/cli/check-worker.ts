import { parentPort } from 'node:worker_threads';
import type { CheckRequest } from '../lsp/program.ts';
import { createTextsChecker } from './check-texts.ts';

/** Checks what it is sent, one after the other, while an editor's questions are answered in the main thread. */
const check = createTextsChecker();
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', ({ job, request }: { readonly job: number; readonly request: CheckRequest }) => {
  last = last.then(async () => {
    try {
      parentPort?.postMessage({ job, findings: await check(request) });
    } catch (error) {
      parentPort?.postMessage({
        job,
        failure: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
  });
});
