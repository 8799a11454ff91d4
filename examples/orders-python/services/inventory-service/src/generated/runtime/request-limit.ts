import { HttpError } from './errors.ts';

/** `?limit=`, 100 if absent. @throws HttpError 400 */
export function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? 100);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 10_000) return limit;
  throw new HttpError(400, 'limit must be a whole number from 1 to 10000');
}
