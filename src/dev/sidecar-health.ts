import type { PlacedApp } from './place-apps.ts';

/** Asks the sidecars whether they serve their app, which they say only once the app's port answers. */
export function watchHealth(apps: readonly PlacedApp[]) {
  const ready = new Set<string>();
  const asking = new Map<string, AbortController>();
  const ask = async ({ app: { appId }, daprPort }: PlacedApp) => {
    // One that is slow to answer would have more and more questions to answer.
    if (asking.has(appId)) return;
    const end = new AbortController();
    asking.set(appId, end);
    try {
      const answer = await fetch(`http://127.0.0.1:${daprPort}/v1.0/healthz`, { signal: end.signal });
      await answer.body?.cancel();
      if (answer.status === 204) ready.add(appId);
      else ready.delete(appId);
    } catch {
      ready.delete(appId);
    } finally {
      asking.delete(appId);
    }
  };
  const timer = setInterval(() => void Promise.all(apps.map(ask)), 200);
  timer.unref();
  return {
    isReady: (appId: string) => ready.has(appId),
    stop: () => {
      clearInterval(timer);
      for (const end of asking.values()) end.abort();
    },
  };
}
