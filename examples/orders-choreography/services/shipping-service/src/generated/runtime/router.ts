/** A path with `{name}` parameters, ready to be matched. */
export interface CompiledRoute<Target> {
  readonly method: string;
  readonly segments: readonly string[];
  readonly target: Target;
}

export type RouteMatch<Target> =
  | { readonly kind: 'found'; readonly target: Target; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'not-found' }
  /** The path exists, under other methods. */
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] };

/** @throws Error if the path does not start with a slash, or a parameter is not a whole segment. */
export function compileRoute<Target>(method: string, path: string, target: Target): CompiledRoute<Target> {
  const segments = splitPath(path);
  if (!path.startsWith('/') || segments.some((segment) => /[{}]/.test(segment) && !isParameter(segment))) {
    throw new Error(`'${path}' is not a path with whole {parameters}`);
  }
  return { method, segments, target };
}

/** Routes, ready to be looked up: a service has one for each topic that it takes. */
export interface RouteTable<Target> {
  /** Those without parameters, by their paths as requests have them that escape nothing. */
  readonly plain: ReadonlyMap<string, readonly CompiledRoute<Target>[]>;
  /** The same by their segments. */
  readonly fixed: ReadonlyMap<string, readonly CompiledRoute<Target>[]>;
  /** The others, in order. */
  readonly open: readonly CompiledRoute<Target>[];
}

/** Sorts routes into a table for `matchRoute`. */
export function createRouteTable<Target>(routes: readonly CompiledRoute<Target>[]): RouteTable<Target> {
  const fixed = new Map<string, CompiledRoute<Target>[]>();
  for (const route of routes) {
    if (route.segments.some(isParameter)) continue;
    const key = keyOf(route.segments);
    fixed.set(key, [...(fixed.get(key) ?? []), route]);
  }
  const plain = new Map([...fixed.values()].map((same) => [`/${same[0]?.segments.join('/')}`, same]));
  for (const path of plain.keys()) if (path.includes('%')) plain.delete(path);
  return { plain, fixed, open: routes.filter(({ segments }) => segments.some(isParameter)) };
}

/** Finds the route of a request; fixed segments win over parameters, the rest is in order. */
export function matchRoute<Target>(
  { plain, fixed, open }: RouteTable<Target>,
  method: string,
  path: string,
): RouteMatch<Target> {
  const asIs = findMethod(plain.get(path), method);
  if (asIs) return { kind: 'found', target: asIs.target, params: {} };
  const parts = decodeAll(splitPath(path));
  if (parts === undefined) return { kind: 'not-found' };
  const here = fixed.get(keyOf(parts)) ?? [];
  const exact = findMethod(here, method);
  if (exact) return { kind: 'found', target: exact.target, params: {} };
  let best: { route: CompiledRoute<Target>; count: number; params: Record<string, string> } | undefined;
  const allowed = new Set(here.map((route) => route.method));
  for (const route of open) {
    const params = matchSegments(route.segments, parts);
    if (!params) continue;
    allowed.add(route.method);
    if (route.method !== method) continue;
    const count = route.segments.length - Object.keys(params).length;
    if (!best || count > best.count) best = { route, count, params };
  }
  if (best) return { kind: 'found', target: best.route.target, params: best.params };
  return allowed.size > 0 ? { kind: 'wrong-method', allowed: [...allowed] } : { kind: 'not-found' };
}

function findMethod<Target>(
  routes: readonly CompiledRoute<Target>[] | undefined,
  method: string,
): CompiledRoute<Target> | undefined {
  return routes?.find((route) => route.method === method);
}

function matchSegments(
  segments: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  if (segments.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if (isParameter(segment)) {
      if (part === '') return undefined;
      Object.defineProperty(params, segment.slice(1, -1), { value: part, enumerable: true });
    } else if (segment !== part) return undefined;
  }
  return params;
}

/** A segment may hold a slash once it is decoded. */
function keyOf(segments: readonly string[]): string {
  return segments.join('\0');
}

/** @returns undefined for a broken escape: such a path matches nothing. */
function decodeAll(parts: readonly string[]): readonly string[] | undefined {
  try {
    return parts.map((part) => (part.includes('%') ? decodeURIComponent(part) : part));
  } catch {
    return undefined;
  }
}

function isParameter(segment: string): boolean {
  return /^\{[^{}]+\}$/.test(segment);
}

function splitPath(path: string): string[] {
  return path.replace(/^\//, '').split('/');
}
