import type { ApiError } from '../api.ts';
import type { ApiAnswer } from './start-server.ts';

/** An answer as it was asked for. */
export function fine(body: unknown): ApiAnswer {
  return { status: 200, body };
}

/** Why there is none: a sentence without its stop, and what to do. */
export function failure(status: number, error: string, help?: string): ApiAnswer {
  return { status, body: { error, ...(help === undefined ? {} : { help }) } satisfies ApiError };
}
