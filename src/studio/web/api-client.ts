import type {
  ApiError,
  DesignChanged,
  ElementDetail,
  StudioComparison,
  StudioDesign,
  StudioImpact,
  StudioRevisions,
  StudioScene,
  StudioText,
} from '../api.ts';
import type { PageState } from './page-state.ts';

/** A request that was refused, or that nobody answered. */
export interface Failure {
  readonly kind: 'signed-out' | 'gone' | 'refused';
  readonly message: string;
  readonly help?: string;
  readonly status?: number;
  readonly conflict?: ApiError['conflict'];
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** Exchanges the token that the address carries for a cookie, and takes it out of the address. */
export async function signIn(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return;
  history.replaceState(history.state, '', location.pathname + location.search);
  await post('session', { token });
}

export function getDesign(): Promise<Answer<StudioDesign>> {
  return get('design', new URLSearchParams());
}

export function getScene(state: PageState): Promise<Answer<StudioScene>> {
  const query = new URLSearchParams({ view: state.view, depth: String(state.depth) });
  if (state.environment !== '') query.set('env', state.environment);
  if (state.focus !== '') query.append('focus', state.focus);
  for (const id of state.collapsed) query.append('collapse', id);
  for (const kind of state.hidden) query.append('hide', kind);
  if (state.base !== '') {
    query.set('base', state.base);
    query.set('head', state.head);
  }
  return get('scene', query);
}

export function getElement(id: string, environment: string): Promise<Answer<ElementDetail>> {
  return get('element', new URLSearchParams({ id, env: environment }));
}

export function getImpact(event: string, field: string): Promise<Answer<StudioImpact>> {
  return get('impact', new URLSearchParams(field === '' ? { event } : { event, field }));
}

export function getComparison(base: string, head: string): Promise<Answer<StudioComparison>> {
  return get('comparison', new URLSearchParams({ base, head }));
}

export function getRevisions(): Promise<Answer<StudioRevisions>> {
  return get('revisions', new URLSearchParams());
}

export function getText(file: string): Promise<Answer<StudioText>> {
  return get('text', new URLSearchParams({ file }));
}

/** Listens for changes of the design; gives back what ends that. */
export function listenForChanges(listener: {
  readonly onChange: (change: DesignChanged) => void;
  readonly onConnected: (isConnected: boolean) => void;
}): () => void {
  const source = new EventSource('/api/events');
  source.addEventListener('design', (event) =>
    listener.onChange(JSON.parse((event as MessageEvent<string>).data)),
  );
  source.addEventListener('open', () => listener.onConnected(true));
  source.addEventListener('error', () => listener.onConnected(false));
  return () => source.close();
}

export function post<T>(
  path: string,
  body: unknown,
  headers: { [name: string]: string } = {},
): Promise<Answer<T>> {
  return request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

export function get<T>(path: string, query: URLSearchParams): Promise<Answer<T>> {
  return request(`${path}?${query}`, { method: 'GET' });
}

async function request<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(`/api/${path}`, { ...init, credentials: 'same-origin' });
  } catch {
    return {
      ok: false,
      failure: { kind: 'gone', message: 'The studio does not answer. Is eda studio still running?' },
    };
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return { ok: true, value: body as T };
  const { error, help, conflict } = (body ?? {}) as Partial<ApiError>;
  return {
    ok: false,
    failure: {
      kind: response.status === 401 ? 'signed-out' : 'refused',
      message: typeof error === 'string' ? error : `The studio answered ${response.status}.`,
      status: response.status,
      ...(help === undefined ? {} : { help }),
      ...(conflict === undefined ? {} : { conflict }),
    },
  };
}
