import type { ApiDocument } from '../model/document.ts';
import { arrow, type ReportOf } from './compare-context.ts';

type SecurityAlternative = ApiDocument['servers'][number]['security'][number];

/** Any one of the ways that are listed lets a client in; none listed: everybody comes in. */
export function compareSecurity(
  kind: 'server-security-changed' | 'operation-security-changed',
  old: readonly SecurityAlternative[],
  now: readonly SecurityAlternative[],
  report: ReportOf,
): void {
  const [before, after] = [old.map(wayOf), now.map(wayOf)];
  const gone = before.filter((way) => !after.some((other) => lets(other, way)));
  const added = after.filter((way) => !before.some((other) => lets(other, way) && lets(way, other)));
  if (gone.length === 0 && added.length === 0) return;
  const what = `security ${arrow(showSecurity(old), showSecurity(now))}`;
  if (after.length === 0) {
    // Whoever came in without a login still does.
    if (before.some((way) => way.length === 0)) return;
    report({
      kind,
      what,
      consumers: 'risk',
      producers: 'risk',
      bump: 'minor',
      why: 'whoever reaches it comes in, or nobody said how',
    });
  } else if (before.length === 0 && after.some((way) => way.length === 0)) {
    if (after.every((way) => way.length === 0)) return;
    report({ kind, what, consumers: 'none', producers: 'none', bump: 'minor' });
  } else if (before.length > 0 && gone.length === 0) {
    report({ kind, what, consumers: 'none', producers: 'none', bump: 'minor' });
  } else report({ kind, what });
}

/** A way to log in: all schemes that it takes, by kind, and what a client has to be allowed. */
type Way = readonly { readonly scheme: string; readonly scopes: readonly string[] }[];

function wayOf(alternative: SecurityAlternative): Way {
  return alternative
    .map(({ type, name, scopes }) => ({ scheme: type ?? name ?? 'unknown', scopes: [...scopes].sort() }))
    .sort((a, b) => (a.scheme < b.scheme ? -1 : 1));
}

/** Whether a client that logs in the other way may still: it can show all that this way asks for. */
function lets(way: Way, other: Way): boolean {
  return way.every(({ scheme, scopes }) =>
    other.some((one) => one.scheme === scheme && scopes.every((scope) => one.scopes.includes(scope))),
  );
}

/** The ways of a server or an operation, in words. */
export function showSecurity(security: readonly SecurityAlternative[]): readonly string[] {
  return security.map(wayOf).map(showWay);
}

function showWay(way: Way): string {
  if (way.length === 0) return 'without a login';
  return way
    .map(({ scheme, scopes }) => (scopes.length === 0 ? scheme : `${scheme} (${scopes.join(' ')})`))
    .join(' and ');
}
