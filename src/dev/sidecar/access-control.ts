import type { AccessControl } from './dapr-resource.ts';

/**
 * Whether an app may call this operation of the app that the access control belongs to. The verb counts without
 * regard to case; the path is taken with its leading slash.
 */
export function mayInvoke(
  control: AccessControl | undefined,
  caller: string,
  verb: string,
  path: string,
): boolean {
  if (control === undefined) return true;
  const policy = control.policies.find(({ appId }) => appId === caller);
  if (policy === undefined) return control.defaultAllow;
  const operation = policy.operations.find(
    ({ name, verbs }) =>
      matchesPath(name, path) && (verbs.includes('*') || verbs.includes(verb.toUpperCase())),
  );
  return operation?.allow ?? policy.defaultAllow;
}

function matchesPath(pattern: string, path: string): boolean {
  const wanted = segments(pattern);
  const given = segments(path);
  for (const [index, part] of wanted.entries()) {
    if (part === '**') return true;
    if (index >= given.length || (part !== '*' && part !== given[index])) return false;
  }
  return wanted.length === given.length;
}

function segments(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}
