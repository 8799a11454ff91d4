/**
 * Makes the statements of `src/runtime/sql/statements/` into a module of each runtime: both run the same texts, and neither
 * reads a file for them. A statement stands below `-- name: <NAME>`, and what it is for in the comment that follows; behind the
 * name of one that is run for every event, and whose plan depends on no statistics, stands `:prepared`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = 'src/runtime/sql/statements';

/** Writes `statements.ts` and `statements.py`. */
export function buildStatements() {
  const statements = readStatements();
  writeFileSync(join(root, 'src/runtime/typescript/statements.ts'), printTypeScript(statements));
  writeFileSync(join(root, 'src/runtime/python/eda_runtime/statements.py'), printPython(statements));
}

/**
 * @returns {{ name: string, about: string, text: string, prepared: boolean }[]} all statements, in the order of files and texts
 * @throws Error where two have the same name, or something stands before the first
 */
export function readStatements() {
  const statements = readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .flatMap((name) => splitStatements(readFileSync(join(root, folder, name), 'utf8'), `${folder}/${name}`));
  const names = statements.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new Error(`Two statements are called ${twice}`);
  return statements;
}

function splitStatements(text, path) {
  const [before, ...parts] = text.split(/^-- name: /m);
  if (before.trim() !== '') throw new Error(`${path} does not begin with a name`);
  return parts.map((part) => {
    const [head = '', ...lines] = part.trimEnd().split('\n');
    const [name = '', mark] = head.split(' ');
    if (mark !== undefined && mark !== ':prepared') throw new Error(`${path}: nobody knows '${mark}'`);
    if (!/^[A-Z][A-Z_]*$/.test(name)) throw new Error(`${path}: '${name}' is no name of a statement`);
    const start = lines.findIndex((line) => !line.startsWith('-- '));
    const about = lines.slice(0, start).map((line) => line.slice(3));
    const statement = lines.slice(start).join('\n').trim().replace(/;$/, '');
    if (/["'`\\]{3}|[`\\]|\$\{/.test(statement)) throw new Error(`${path}: ${name} has to be escaped`);
    return { name, about: about.join(' '), text: statement, prepared: mark !== undefined };
  });
}

const head = 'Statements of the runtime, made of eda/src/runtime/sql/statements: the same in each language.';

function printTypeScript(statements) {
  const constants = statements.map(({ name, about, text }) => {
    const comment = about === '' ? '' : `/** ${about} */\n`;
    return `${comment}export const ${name} = \`\n${text}\`;\n`;
  });
  const cases = statements
    .filter(({ prepared }) => prepared)
    .map(({ name }) => `    case ${name}:\n      return 'eda_${name.toLowerCase()}';\n`);
  return `// ${head}

${constants.join('\n')}
/** @returns what a session calls a statement whose plan it keeps: one that is run for every event. */
export function planName(text: string): string | undefined {
  switch (text) {
${cases.join('')}    default:
      return undefined;
  }
}
`;
}

function printPython(statements) {
  const constants = statements.map(({ name, about, text }) => {
    const comment = about === '' ? '' : `${wrap(about).join('\n')}\n`;
    return `${comment}${name} = """\n${text}"""\n`;
  });
  return `"""${head}"""\n\nfrom __future__ import annotations\n\n${constants.join('\n')}`;
}

function wrap(text) {
  const lines = ['#'];
  for (const word of text.split(' ')) {
    const line = `${lines.at(-1)} ${word}`;
    if (line.length > 115) lines.push(`# ${word}`);
    else lines[lines.length - 1] = line;
  }
  return lines;
}
