/**
 * Turns the Handlebars templates into plain functions, `src/generators/templates.generated.js`, so that nothing of
 * Handlebars is loaded and nothing is compiled when `eda` runs. Of its language they may use fields, `this`, `if` with
 * `else`, and `each`; anything else is refused here. Nothing is escaped: views hold text of the language that the file is
 * in. A field that the view does not have is a bug, and thrown.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import handlebars from 'handlebars';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Writes the module of all templates below `templates/`. */
export function buildTemplates() {
  const paths = readdirSync(join(root, 'templates'), { recursive: true })
    .map((path) => `templates/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.hbs'))
    .sort();
  const members = paths.map(
    (path) => `  ${JSON.stringify(path)}: ${compileTemplate(readFileSync(join(root, path), 'utf8'), path)},`,
  );
  const module = join(root, 'src/generators/templates.generated');
  writeFileSync(
    `${module}.js`,
    `${templateHelpers}\nexport const templates = {\n${members.join('\n')}\n};\n`,
  );
  writeFileSync(`${module}.d.ts`, types);
}

/** What the functions call. */
export const templateHelpers = `const own = (view, name) => {
  const value = view[name];
  if (value === undefined && !(name in view)) throw new Error('the view of a template has no ' + name);
  return value ?? '';
};
const isSet = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value));
const each = (list, print) => {
  let text = '';
  for (const item of list) text += print(item);
  return text;
};`;

const types = `/** Functions from a view to text, by the path of the template below the package. */
export declare const templates: { readonly [path: string]: (view: object) => string };
`;

/**
 * The source of a function from a view to text.
 * @param path for messages
 */
export function compileTemplate(text, path) {
  const printBody = ({ body }, depth) => {
    const parts = body.map((statement) => printStatement(statement, depth)).filter((part) => part !== '""');
    // Begun with a text, what follows is put behind it, numbers too.
    if (!parts[0]?.startsWith('"')) parts.unshift('""');
    return parts.join(' + ');
  };
  const printStatement = (statement, depth) => {
    switch (statement.type) {
      case 'ContentStatement':
        return JSON.stringify(statement.value);
      case 'CommentStatement':
        return '""';
      case 'MustacheStatement':
        if (statement.params.length === 0 && statement.hash === undefined)
          return printField(statement.path, depth);
        break;
      case 'BlockStatement':
        return printBlock(statement, depth);
    }
    throw refuse(statement);
  };
  const printBlock = (statement, depth) => {
    const { path: word, params, hash, program, inverse } = statement;
    const [param, ...more] = params;
    if (param?.type !== 'PathExpression' || more.length > 0 || hash !== undefined) throw refuse(statement);
    const value = printPath(param, depth);
    const otherwise = inverse === undefined ? '""' : printBody(inverse, depth);
    if (word.original === 'if') return `(isSet(${value}) ? ${printBody(program, depth)} : ${otherwise})`;
    if (word.original !== 'each' || inverse !== undefined) throw refuse(statement);
    return `each(${value}, (v${depth + 1}) => ${printBody(program, depth + 1)})`;
  };
  const viewOf = (path, depth) => {
    if (path.data || path.depth > depth) throw refuse(path);
    return `v${depth - path.depth}`;
  };
  const printPath = (path, depth) =>
    [viewOf(path, depth), ...path.parts.map((part) => `[${JSON.stringify(part)}]`)].join('');
  const printField = (path, depth) => {
    if (path.type !== 'PathExpression') throw refuse(path);
    const [name, ...more] = path.parts;
    if (more.length > 0) throw refuse(path);
    return name === undefined ? viewOf(path, depth) : `own(${viewOf(path, depth)}, ${JSON.stringify(name)})`;
  };
  const refuse = ({ type, loc }) =>
    new Error(`${path}:${loc.start.line}: ${type} is more than templates of eda may say`);
  return `(v0) => ${printBody(handlebars.parse(text), 0)}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  buildTemplates();
