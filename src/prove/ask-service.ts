import type { ProofSystem } from './proof-system.ts';

/** Posts to a recording service; undefined while it can't be reached or does not agree. */
export async function post(url: string, body: unknown): Promise<Response | undefined> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  return answer?.ok ? answer : undefined;
}

/** What a recording service works on, as `run/event`; undefined while it can't be asked. */
export async function askWorking(url: string): Promise<readonly string[] | undefined> {
  try {
    const answer = await fetch(`${url}/prove/commits`);
    return answer.ok ? ((await answer.json()) as { runs: readonly string[] }).runs : undefined;
  } catch {
    return undefined;
  }
}

/** What an operator asks of a dead letter, by the admin route of its service; rejects while that can't be reached. */
export function decideLetter(
  { urlOf, adminToken }: Pick<ProofSystem, 'urlOf' | 'adminToken'>,
  { service, id }: { readonly service: string; readonly id: string },
  decision: 'discard' | 'replay',
): Promise<Response> {
  return fetch(`${urlOf(service)}/eda/dlq/${id}/${decision}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
  });
}
