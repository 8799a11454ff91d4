import { describe, expect, it } from 'vitest';
import { budget, describePackage } from '../../scripts/package-size.mjs';

const files = [
  { path: 'dist/main.cjs', size: 1024 * 1024 },
  { path: 'dist/studio/studio.js', size: 2 * 1024 * 1024 },
  { path: 'dist/studio/style.css', size: 1024 * 1024 },
  { path: 'LICENSE', size: 1000 },
];

describe('describePackage', () => {
  it('says how much there is, and of what', () => {
    const { ok, lines } = describePackage({ size: 1024 * 1024, unpackedSize: 4 * 1024 * 1024, files });
    expect(ok).toBe(true);
    expect(lines[0]).toBe('packed      1.00 MiB of at most   3.00 MiB');
    expect(lines.slice(2, 5)).toEqual([
      '    3.00 MiB  dist/studio, 2 files',
      '    1.00 MiB  dist',
      '    0.00 MiB  LICENSE',
    ]);
    expect(lines.at(-4)).toBe('    2.00 MiB  dist/studio/studio.js');
  });

  it.each([
    { size: budget.packed + 1, unpackedSize: 1 },
    { size: 1, unpackedSize: budget.unpacked + 1 },
  ])('notices what is over its budget: %j', (sizes) => {
    expect(describePackage({ ...sizes, files }).ok).toBe(false);
    expect(describePackage({ size: budget.packed, unpackedSize: budget.unpacked, files }).ok).toBe(true);
  });
});
