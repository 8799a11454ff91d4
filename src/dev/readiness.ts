import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface AwaitReadyOptions {
  readonly signal: AbortSignal;
  readonly slowMs: number;
  /** Called once, with what the service said last. */
  readonly onSlow: (answer: string) => void;
}

/** Asks `url` until it answers 2xx. False: the signal was given before. */
export async function awaitReady(url: string | undefined, options: AwaitReadyOptions): Promise<boolean> {
  const { signal, slowMs, onSlow } = options;
  const begun = Date.now();
  let told = false;
  // A program that nobody can ask counts as ready when it hasn't ended at once.
  if (url === undefined) await sleep(300, undefined, { signal }).catch(() => {});
  while (!signal.aborted) {
    const answer = url === undefined ? undefined : await ask(url);
    if (signal.aborted) break;
    if (answer === undefined) return true;
    const waited = Date.now() - begun;
    if (waited >= slowMs && !told) {
      told = true;
      onSlow(answer);
    }
    await sleep(waited < 3000 ? 30 : 250, undefined, { signal }).catch(() => {});
  }
  return false;
}

/** Undefined: ready. Else what is in the way. */
function ask(url: string): Promise<string | undefined> {
  return new Promise((done) => {
    // No connection is kept: it would hold up the service's own shutdown.
    const request = get(url, { agent: false, timeout: 2000 }, (response) => {
      const { statusCode = 0 } = response;
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (body.length < 300) body += chunk;
      });
      response.on('error', (error) => done(error.message));
      response.on('end', () => {
        if (statusCode >= 200 && statusCode < 300) return done(undefined);
        const [line = ''] = body.trim().split('\n');
        done(`${new URL(url).pathname} answers ${statusCode}${line === '' ? '' : ` ${line.slice(0, 200)}`}`);
      });
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 2 s')));
    request.on('error', (error: NodeJS.ErrnoException) =>
      done(error.code === 'ECONNREFUSED' ? `nothing listens on ${new URL(url).host}` : error.message),
    );
  });
}
