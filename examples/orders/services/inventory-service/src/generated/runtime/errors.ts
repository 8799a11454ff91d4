import type { ValidationIssue } from './contract.ts';

/** Thrown by a handler: the event is delivered again later, until its attempts are spent. */
export class RetryableError extends Error {
  override name = 'RetryableError';
}

/** Thrown by a handler: what it wrote is rolled back, the event counts as handled and leaves no dead letter. */
export class DropError extends Error {
  override name = 'DropError';
}

/** Thrown by an operation or a route: answered with this status and a problem document. */
export class HttpError extends Error {
  override name = 'HttpError';
  readonly status: number;
  readonly issues: readonly ValidationIssue[];

  constructor(status: number, message: string, issues: readonly ValidationIssue[] = []) {
    super(message);
    this.status = status;
    this.issues = issues;
  }
}

/** Data that do not fit the schema of the event: a bug of the publisher, so nothing is written. */
export class InvalidEventError extends Error {
  override name = 'InvalidEventError';
  readonly issues: readonly ValidationIssue[];

  constructor(event: string, issues: readonly ValidationIssue[]) {
    super(`Data of '${event}' do not fit its schema: ${describeIssues(issues)}`);
    this.issues = issues;
  }
}

/** Thrown by `decide`: what the command asks for may not be. Answered 409 by operations; a dead letter of an event. */
export class RejectedError extends Error {
  override name = 'RejectedError';
}

/** Others stored events of the stream again and again while a command was decided: trying again later helps. */
export class ConcurrencyError extends Error {
  override name = 'ConcurrencyError';
}

/** A stream that cannot be read: a version is missing, or an event is not what the design says. Names both. */
export class CorruptStreamError extends Error {
  override name = 'CorruptStreamError';
}

/** A call of another service that failed for good; `status` is 0 where no answer came. */
export class CallError extends Error {
  override name = 'CallError';
  readonly status: number;
  readonly body: string;

  constructor(message: string, status: number, body = '') {
    super(message);
    this.status = status;
    this.body = body;
  }
}

/** @returns all issues in one line: `title: is missing; lines.0.sku: must be a text`. */
export function describeIssues(issues: readonly ValidationIssue[]): string {
  return issues.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message)).join('; ');
}

/** @returns what was thrown as an Error; people throw texts and objects too. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** Connection, rollback by conflict, resources, lock timeout, operator intervention, disk or files of the server. */
const TRANSIENT_SQLSTATES = new Set(['08', '40', '53', '55', '57', '58']);
const TRANSIENT_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);
/** What `pg` says without a code. */
const TRANSIENT_MESSAGE =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/** @returns whether trying again later may help: an error of network or database, or one that says so. */
export function isTransient(thrown: unknown): boolean {
  if (thrown instanceof RetryableError || thrown instanceof ConcurrencyError) return true;
  if (!(thrown instanceof Error)) return false;
  if (thrown instanceof CallError)
    return thrown.status === 0 || thrown.status === 429 || thrown.status >= 500;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (code.length === 5 && TRANSIENT_SQLSTATES.has(code.slice(0, 2))) return true;
  // A database that is read-only is one that is failing over.
  if (code === '25006') return true;
  if (TRANSIENT_CODES.has(code) || thrown.name === 'TimeoutError' || thrown.name === 'AbortError')
    return true;
  return TRANSIENT_MESSAGE.test(thrown.message) || isTransient(thrown.cause);
}
