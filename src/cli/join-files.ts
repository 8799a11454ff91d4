interface PackageJson {
  readonly [key: string]: unknown;
}

/**
 * Gives an existing `package.json` what a starter's has and it lacks: scripts, workspaces, development dependencies.
 * What it says itself stays. Returns undefined where the text is no `package.json`.
 */
export function joinPackageJson(existing: string, starter: string): string | undefined {
  const own = readObject(existing);
  const other = readObject(starter);
  if (own === undefined || other === undefined) return undefined;
  const workspaces = own.workspaces ?? [];
  const dependencies = { ...asObject(own.dependencies), ...asObject(own.devDependencies) };
  const wanted = Object.entries(asObject(other.devDependencies)).filter(
    ([name]) => !Object.hasOwn(dependencies, name),
  );
  const joined = {
    ...own,
    // Its owner may list them in another form; then they know what they do.
    ...(Array.isArray(workspaces)
      ? { workspaces: [...new Set([...workspaces, ...asList(other.workspaces)])] }
      : {}),
    scripts: { ...asObject(other.scripts), ...asObject(own.scripts) },
    devDependencies: { ...asObject(own.devDependencies), ...Object.fromEntries(wanted) },
  };
  const indent = /^\{\s*\n([ \t]+)/.exec(existing)?.[1] ?? '  ';
  return `${JSON.stringify(joined, null, indent)}\n`;
}

/** Adds the lines of a starter's file that an existing one lacks. */
export function joinLines(existing: string, starter: string): string {
  const own = existing.split(/\r?\n/);
  const missing = starter.split('\n').filter((line) => line !== '' && !own.includes(line));
  if (missing.length === 0) return existing;
  const ended = existing === '' || existing.endsWith('\n') ? existing : `${existing}\n`;
  return `${ended}${missing.join('\n')}\n`;
}

function readObject(text: string): PackageJson | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as PackageJson)
      : undefined;
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): PackageJson {
  return typeof value === 'object' && value !== null ? (value as PackageJson) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
