/** How much larger one version is than another. */
export type VersionStep = 'none' | 'patch' | 'minor' | 'major';

/** Semantic versions in their order (semver.org §11): below 0 where `a` comes first. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < 3; index++) {
    const difference = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return comparePreReleases(left.pre, right.pre);
}

/** How much larger the second of two versions is; a pre-release counts as the version that it leads to. */
export function stepBetween(old: string, now: string): VersionStep | 'lowered' {
  const order = compareVersions(now, old);
  if (order === 0) return 'none';
  if (order < 0) return 'lowered';
  const [left, right] = [partsOf(old), partsOf(now)];
  for (const [index, step] of (['major', 'minor'] as const).entries()) {
    if (left.numbers[index] !== right.numbers[index]) return step;
  }
  return 'patch';
}

/** The next version that is larger by a step. */
export function raiseVersion(version: string, step: VersionStep): string {
  const [major = 0, minor = 0, patch = 0] = partsOf(version).numbers;
  switch (step) {
    case 'major':
      return `${major + 1}.0.0`;
    case 'minor':
      return `${major}.${minor + 1}.0`;
    case 'patch':
      return `${major}.${minor}.${patch + 1}`;
    case 'none':
      return version;
  }
}

/** Whether a text is a semantic version (semver.org §2). */
export function isVersion(text: string): boolean {
  const number = '(?:0|[1-9][0-9]*)';
  const words = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
  return new RegExp(`^${number}\\.${number}\\.${number}(?:-${words})?(?:\\+${words})?$`).test(text);
}

interface VersionParts {
  readonly numbers: readonly number[];
  readonly pre: string;
}

/** Build metadata says nothing about order. */
function partsOf(version: string): VersionParts {
  const [core = '', pre = ''] = version.replace(/^v/, '').replace(/\+.*$/s, '').split(/-(.*)/s);
  return { numbers: core.split('.').map((part) => Number.parseInt(part, 10) || 0), pre };
}

/** Identifier by identifier: numbers as numbers and before texts; a release comes after its pre-releases. */
function comparePreReleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  const [left, right] = [a.split('.'), b.split('.')];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [x, y] = [left[index], right[index]];
    if (x === undefined) return -1;
    if (y === undefined) return 1;
    if (x === y) continue;
    const [xNumber, yNumber] = [/^[0-9]+$/.test(x), /^[0-9]+$/.test(y)];
    if (xNumber && yNumber) return Number(x) - Number(y);
    if (xNumber !== yNumber) return xNumber ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return 0;
}
