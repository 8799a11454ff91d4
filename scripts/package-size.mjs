/**
 * `npm run size`: what npm packs of this clone, as it was built last: how much, of what, and how far below its budget.
 * Ends with 1 where it is over.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { npm } from './npm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const mebibyte = 1024 * 1024;

/** Bytes that the package may have: what everybody who installs it downloads, and what lies on their disk. */
export const budget = { packed: 3 * mebibyte, unpacked: 10_000_000 };

/**
 * @param {{ size: number, unpackedSize: number, files: readonly { path: string, size: number }[] }} packed
 *   an entry of what `npm pack --json` prints
 * @returns the lines of a table, and whether the package keeps its budget
 */
export function describePackage({ size, unpackedSize, files }) {
  const parts = new Map();
  for (const file of files) {
    const part = /^(dist\/[^/]+(?=\/)|dist|[^/]+)/.exec(file.path)?.[0] ?? file.path;
    const { bytes, count } = parts.get(part) ?? { bytes: 0, count: 0 };
    parts.set(part, { bytes: bytes + file.size, count: count + 1 });
  }
  const rows = [...parts].sort(([, a], [, b]) => b.bytes - a.bytes);
  const large = [...files].sort((a, b) => b.size - a.size).slice(0, 5);
  return {
    ok: size <= budget.packed && unpackedSize <= budget.unpacked,
    lines: [
      `packed    ${sizeOf(size)} of at most ${sizeOf(budget.packed)}`,
      `unpacked  ${sizeOf(unpackedSize)} of at most ${sizeOf(budget.unpacked)}, ${files.length} files`,
      ...rows.map(
        ([part, { bytes, count }]) => `  ${sizeOf(bytes)}  ${part}${count > 1 ? `, ${count} files` : ''}`,
      ),
      'largest files',
      ...large.map((file) => `  ${sizeOf(file.size)}  ${file.path}`),
    ],
  };
}

function sizeOf(bytes) {
  return `${(bytes / mebibyte).toFixed(2).padStart(6)} MiB`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [packed] = JSON.parse(
    execFileSync(npm, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * mebibyte,
    }),
  );
  const { ok, lines } = describePackage(packed);
  process.stdout.write(`${lines.join('\n')}\n`);
  if (!ok) {
    process.stdout.write('over its budget: leave something out, or raise the budget with a reason\n');
    process.exitCode = 1;
  }
}
