import { describe, expect, it } from 'vitest';
import { compareVersions, isVersion, raiseVersion, stepBetween } from './semver.ts';

describe('semantic versions', () => {
  it('are ordered as semver.org §11 has it', () => {
    const ordered =
      '0.9.9 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.2.0 1.10.0 2.0.0'.split(
        ' ',
      );
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
    expect(compareVersions('1.0.0+a', '1.0.0+b')).toBe(0);
  });

  it.each([
    ['1.0.0', '1.0.0', 'none'],
    ['1.0.0', '1.0.1', 'patch'],
    ['1.0.9', '1.1.0', 'minor'],
    ['1.9.9', '2.0.0', 'major'],
    ['1.9.9', '2.0.0-rc.1', 'major'],
    ['2.0.0-rc.1', '2.0.0', 'patch'],
    ['2.0.0', '2.0.0-rc.1', 'lowered'],
    ['1.1.0', '1.0.9', 'lowered'],
  ])('from %s to %s is %s', (old, now, step) => {
    expect(stepBetween(old, now)).toBe(step);
  });

  it('are raised', () => {
    expect((['none', 'patch', 'minor', 'major'] as const).map((step) => raiseVersion('1.2.3', step))).toEqual(
      ['1.2.3', '1.2.4', '1.3.0', '2.0.0'],
    );
  });

  it('have three numbers', () => {
    expect(['1.0.0', '1.0.0-rc.1', '1.0.0+build.5'].map(isVersion)).toEqual([true, true, true]);
    expect(['1.0', 'v1.0.0', '01.0.0', '1.0.0-', '../1.0.0', '1.0.0/..'].map(isVersion)).toEqual(
      Array(6).fill(false),
    );
  });
});
