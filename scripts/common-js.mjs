/**
 * Chunks of the bundle as CommonJS. esbuild splits only ES modules; Node keeps compiled code of neither by itself
 * before version 22, and what `vm.Script` compiles and caches is a script (`bin/load-program.js`).
 *
 * Names that a chunk imports become constants, not properties of an object: that is what the hot paths read. It takes
 * that no chunk changes what it exports once it has run; esbuild's lazy wrapper of ES modules would, and is refused.
 */
import { init, parse } from 'es-module-lexer';

const builtin = /^node:/;
const sibling = /^\.\//;

/**
 * @param code an ES module as esbuild prints it: all exports in one list, or a default alone; nothing awaited at its top
 * @param path for messages
 */
export async function toCommonJs(code, path) {
  await init;
  if (code.includes('__esm(')) throw new Error(`${path}: exports that are filled in later`);
  const [imports, exports] = parse(code, path);
  const required = [];
  const edits = [];
  for (const { n: from, ss: start, se: end, d: dynamic } of imports) {
    if (dynamic === -1) {
      required.push(requireStatement(code.slice(start, end), from));
      edits.push([start, code[end] === ';' ? end + 1 : end, '']);
    } else if (dynamic === -2) {
      // import.meta, of which only the address is used.
      edits.push([start, end + '.url'.length, '__address']);
    } else if (from !== undefined && sibling.test(from)) {
      edits.push([start, end, `Promise.resolve().then(()=>require(${JSON.stringify(from)}))`]);
    } else edits.push([start, start + 'import'.length, '__import']);
  }
  const names = exports.map(({ n: name, ln: local = '__default' }) =>
    name === local ? name : `${name}:${local}`,
  );
  const [first] = exports;
  if (first !== undefined) {
    const start = code.lastIndexOf('export', first.s - 1);
    const isValue = /^export\s+default\b/.test(code.slice(start, first.e + 1)) && first.ln === undefined;
    if (isValue) edits.push([start, first.e, 'const __default=']);
    else edits.push([start, code.indexOf('}', start) + 1, '']);
  }
  const body = edits
    .sort(([a], [b]) => b - a)
    .reduce((text, [start, end, by]) => text.slice(0, start) + by + text.slice(end), code);
  return [
    '"use strict";',
    ...(body.includes('__address')
      ? ['const __address=require("node:url").pathToFileURL(__filename).href;']
      : []),
    // A script from the cache cannot import; who loads it can.
    ...(body.includes('__import(') ? ['const __import=module.importModule??((name)=>import(name));'] : []),
    required.join(''),
    body.trimEnd(),
    exports.length === 0 ? '' : `\nmodule.exports={${names.join(',')}};`,
    '\n',
  ].join('');
}

/** `import a,{b as c}from"x"` → constants. */
function requireStatement(statement, from) {
  const call = `require(${JSON.stringify(from)})`;
  const clause = statement.slice('import'.length, statement.lastIndexOf('from')).trim();
  if (/^import\s*["']/.test(statement)) return `${call};`;
  const named = /\{([^}]*)\}/.exec(clause)?.[1];
  const whole = /(?:^|\*\s*as\s+)([\w$]+)/.exec(clause.replace(/\{[^}]*\}/, ''))?.[1];
  return [
    // A builtin's default is the module itself.
    whole === undefined ? '' : `const ${whole}=${call}${builtin.test(from) ? '' : '.default'};`,
    named === undefined ? '' : `const{${named.replace(/\s+as\s+/g, ':')}}=${call};`,
  ].join('');
}
