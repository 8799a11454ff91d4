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

/** Finds the route of a request; fixed segments win over parameters, the rest is in order. */
export function matchRoute<Target>(
  routes: readonly CompiledRoute<Target>[],
  method: string,
  path: string,
): RouteMatch<Target> {
  const parts = splitPath(path);
  let best: { route: CompiledRoute<Target>; fixed: number; params: Record<string, string> } | undefined;
  const allowed = new Set<string>();
  for (const route of routes) {
    const params = matchSegments(route.segments, parts);
    if (!params) continue;
    allowed.add(route.method);
    if (route.method !== method) continue;
    const fixed = route.segments.length - Object.keys(params).length;
    if (!best || fixed > best.fixed) best = { route, fixed, params };
  }
  if (best) return { kind: 'found', target: best.route.target, params: best.params };
  return allowed.size > 0 ? { kind: 'wrong-method', allowed: [...allowed] } : { kind: 'not-found' };
}

function matchSegments(
  segments: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  if (segments.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = decode(parts[index] ?? '');
    if (isParameter(segment)) {
      if (part === undefined || part === '') return undefined;
      Object.defineProperty(params, segment.slice(1, -1), { value: part, enumerable: true });
    } else if (segment !== part) return undefined;
  }
  return params;
}

/** @returns undefined for a broken escape: such a path matches nothing. */
function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
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
