import type { PlacedApp } from './place-apps.ts';

/** Asks the sidecars whether they serve their app, which they say only once the app's port answers. */
export function watchHealth(apps: readonly PlacedApp[]) {
  const ready = new Set<string>();
  const end = new AbortController();
  const ask = async ({ app, daprPort }: PlacedApp) => {
    try {
      const { status } = await fetch(`http://127.0.0.1:${daprPort}/v1.0/healthz`, { signal: end.signal });
      if (status === 204) ready.add(app.appId);
      else ready.delete(app.appId);
    } catch {
      ready.delete(app.appId);
    }
  };
  const timer = setInterval(() => void Promise.all(apps.map(ask)), 200);
  timer.unref();
  return {
    isReady: (appId: string) => ready.has(appId),
    stop: () => {
      clearInterval(timer);
      end.abort();
    },
  };
}
