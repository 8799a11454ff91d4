import { describe, expect, it, vi } from 'vitest';
import { type CutSignal, runWithDeadline } from './deadline.ts';
import { currentFlow, runInFlow } from './flow-context.ts';

const forever = () => new Promise<void>(() => {});

describe('work under a deadline', () => {
  it('ends as the work ends', async () => {
    const { signal } = new AbortController();
    await expect(runWithDeadline(60_000, signal, async () => {})).resolves.toBeUndefined();
    await expect(
      runWithDeadline(60_000, signal, () => Promise.reject(new Error('no stock'))),
    ).rejects.toThrow('no stock');
  });

  it('is cut when its time is up, each by its own', async () => {
    const { signal } = new AbortController();
    const cut = vi.fn();
    const long = runWithDeadline(60_000, signal, () => new Promise((resolve) => setTimeout(resolve, 300)));
    await expect(runWithDeadline(50, signal, forever, cut)).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'The handler took longer than 50 ms',
    });
    expect(cut).toHaveBeenCalledOnce();
    await long;
    // The timer rests when nothing runs, and comes back.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(runWithDeadline(1, signal, forever, cut)).rejects.toThrow('longer than 1 ms');
  });

  it('is cut when the service stops', async () => {
    const controller = new AbortController();
    const cut = vi.fn();
    const both = [1, 2].map(() => runWithDeadline(60_000, controller.signal, forever, cut));
    controller.abort();
    for (const each of both) await expect(each).rejects.toThrow('The service stops');
    expect(cut).toHaveBeenCalledTimes(2);
  });

  it('aborts its signal in the flow of the work, whenever it is asked for', async () => {
    const { signal } = new AbortController();
    const seen: (string | undefined)[] = [];
    let late: CutSignal | undefined;
    const run = (correlationId: string) =>
      runInFlow({ correlationId }, () =>
        runWithDeadline(50, signal, (own) => {
          own().addEventListener('abort', () => seen.push(currentFlow()?.correlationId));
          late = own;
          return forever();
        }),
      ).catch(() => {});
    await Promise.all([run('first'), run('second')]);
    expect(seen.sort()).toEqual(['first', 'second']);
    expect(late?.().aborted).toBe(true);
    const unasked = await new Promise<CutSignal>((resolve) => {
      runWithDeadline(1, signal, (own) => {
        setTimeout(() => resolve(own), 100);
        return forever();
      }).catch(() => {});
    });
    expect(unasked().reason).toMatchObject({ name: 'TimeoutError' });
  });
});
