/** What the scaffolds share: names, files that are not there yet, a line in a list, the formatter. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Writes a scaffold and says what comes next; ends the process with 2 where the name cannot be, and writes nothing then.
 * @param {{
 *   pattern: RegExp, example: string,
 *   files: (name: string) => { readonly [path: string]: string },
 *   list: string, register: (text: string, name: string) => string,
 *   next: (name: string) => readonly string[],
 * }} scaffold `pattern` is what a name has to match; `list` is the file that `register` adds a line to
 */
export function scaffold({ pattern, example, files, list, register, next }) {
  const [name, ...more] = process.argv.slice(2);
  const script = process.env.npm_lifecycle_event ?? 'new';
  if (name === undefined || more.length > 0)
    refuse(`one name is wanted, such as \`npm run ${script} -- ${example}\``);
  if (!pattern.test(name))
    refuse(`${JSON.stringify(name)} is no name here: it is made like ${example} (${pattern.source})`);
  const texts = files(name);
  const there = Object.keys(texts).find((path) => existsSync(join(root, path)));
  if (there !== undefined) refuse(`${there} is there already`);
  const before = readFileSync(join(root, list), 'utf8');
  const after = register(before, name);
  if (after === before) refuse(`${list} has no place for another line any more: ${script} has to learn it`);
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  writeFileSync(join(root, list), after);
  format([list, ...Object.keys(texts)]);
  for (const path of Object.keys(texts)) process.stdout.write(`  new      ${path}\n`);
  process.stdout.write(`  a line   ${list}\n\n${next(name).join('\n')}\n`);
}

function refuse(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/** Imports of the list are sorted, and lines broken, as everywhere. */
function format(paths) {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  // The linter would look for cycles of imports in the whole tree.
  const quick = ['--linter-enabled=false', '--no-errors-on-unmatched', '--log-level=error'];
  const args = [biome, 'check', '--write', ...quick, ...paths];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.stderr.write('Biome could not format it: npm run format says why\n');
}

/** `event-too-long` as `eventTooLong`. */
export function camelCase(name) {
  return name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** `saga` as `Saga`. */
export function pascalCase(name) {
  const camel = camelCase(name);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** The text with another import behind its last one. */
export function addImport(text, line) {
  const last = [...text.matchAll(/^import [^;]*;\n/gm)].at(-1);
  if (last === undefined) return text;
  const end = last.index + last[0].length;
  return `${text.slice(0, end)}${line}\n${text.slice(end)}`;
}
