import { createHash, timingSafeEqual } from 'node:crypto';
import type { Operation, RouteRequest, ServiceDefinition } from './contract.ts';
import { HttpError } from './errors.ts';

type Headers = RouteRequest['headers'];

/**
 * Whether a request comes from the service's own sidecar, which adds APP_API_TOKEN to all that it sends.
 * `unknown`: no token is set, as on a laptop, so nobody can tell.
 */
type Sender = 'sidecar' | 'other' | 'unknown';

/**
 * Lets only the sidecar deliver events. Another app could have its sidecar call the path, and this one's sidecar would
 * add the token; but then it adds the caller's name as well, which no delivery has.
 * @throws HttpError 401 without the token, 403 for a call, or a web page, which any browser lets post plain text.
 */
export function admitDelivery(headers: Headers, appToken: string | undefined): void {
  if (senderOf(headers, appToken) === 'other') throw new HttpError(401, 'Deliveries come from the sidecar');
  if (headers.origin !== undefined || headers['dapr-caller-app-id'] !== undefined) {
    throw new HttpError(403, 'Deliveries come from the sidecar');
  }
}

/**
 * Lets the services call an operation that call it in the design, through the sidecar, and where it is for those
 * outside the system whoever comes to the port directly.
 * @throws HttpError 401 with a wrong token, 403 for everybody else.
 */
export function admitCaller(
  { name: service }: Pick<ServiceDefinition, 'name'>,
  { name, callers, fromOutside }: Pick<Operation, 'name' | 'callers' | 'fromOutside'>,
  headers: Headers,
  appToken: string | undefined,
): void {
  const sender = senderOf(headers, appToken);
  if (sender === 'other' && headers['dapr-api-token'] !== undefined)
    throw new HttpError(401, 'The token is wrong');
  // A caller can send the header too, and the sidecar adds its own to that: two names are none.
  const named = headers['dapr-caller-app-id'];
  if (sender === 'unknown' && named === undefined) return;
  // What a service asks of itself does not leave its sidecar, which then names nobody.
  if (sender === 'other' ? fromOutside : callers.includes(named ?? service)) return;
  const who = callers.length === 0 ? 'no service' : callers.join(', ');
  throw new HttpError(403, `In the design ${who} may call ${name}`);
}

function senderOf(headers: Headers, appToken: string | undefined): Sender {
  if (!appToken) return 'unknown';
  return isSecret(headers['dapr-api-token'], appToken) ? 'sidecar' : 'other';
}

/** Compares without telling by its duration how much fits. */
export function isSecret(given: string | undefined, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return given !== undefined && timingSafeEqual(hash(given), hash(expected));
}
