/**
 * The only place for case and identifiers. Names of the spec pass through here once on their way into code, SQL,
 * file names and diagrams; what comes out is safe there by construction.
 */

/** Words of a name: split at everything that is no letter or digit, and at humps. */
export function wordsOf(name: string): string[] {
  const parted = /[A-Z]/.test(name)
    ? name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    : name;
  const words = parted.split(/[^A-Za-z0-9]+/);
  return words.includes('') ? words.filter((word) => word !== '') : words;
}

/** `todos.task.created` → `TodosTaskCreated`; always a legal type name. */
export function pascalCase(name: string): string {
  const joined = wordsOf(name).map(capitalise).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `_${joined}`;
}

/** `user-service` → `userService`; never a reserved word or a global of TypeScript. */
export function camelCase(name: string): string {
  const [first = '_', ...rest] = wordsOf(name);
  const joined = first.toLowerCase() + rest.map(capitalise).join('');
  return safeIdentifier(/^[A-Za-z_]/.test(joined) ? joined : `_${joined}`);
}

/** `tasks-per-person` → `tasks_per_person`; cut to PostgreSQL's 63 bytes. Quote it where it stands in SQL. */
export function snakeCase(name: string): string {
  const joined = joinWords(name, '_');
  return (/^[a-z_]/.test(joined) ? joined : `_${joined}`).slice(0, 63);
}

/** `todos.task.created` → `todos-task-created`: a file name without an ending, safe on every system. */
export function fileName(name: string): string {
  const joined = kebabCase(name);
  return reservedFileNames.has(joined) || joined === '' ? `_${joined}` : joined;
}

/** Whether a text may be the name of a file or folder, on every system and in every script. */
export function isFileName(name: string): boolean {
  const [stem = ''] = name.split('.');
  return /^[A-Za-z0-9_@](?:[\w.@-]*[\w@-])?$/.test(name) && !reservedFileNames.has(stem.toLowerCase());
}

/** Whether a name may stand in TypeScript without quotes: as a key, or behind a dot. */
export function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
}

/** The database of a service: `todo-service` → `todo_service`. */
export function databaseName(service: string): string {
  return snakeCase(service);
}

/** `UserService` → `user-service`; nothing where the name has no letter or digit. */
export function kebabCase(name: string): string {
  return joinWords(name, '-');
}

function joinWords(name: string, mark: string): string {
  return wordsOf(name)
    .map((word) => word.toLowerCase())
    .join(mark);
}

function capitalise(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}

function safeIdentifier(name: string): string {
  return reservedWords.has(name) ? `${name}_` : name;
}

/** Those of the language, and its globals in lower case, which a name would hide. */
const reservedWords = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield ' +
    'constructor decodeURI encodeURI escape globalThis hasOwnProperty isFinite isNaN isPrototypeOf parseFloat ' +
    'parseInt propertyIsEnumerable toLocaleString toString unescape valueOf'
  ).split(' '),
);

/** Device names that Windows refuses as file names. */
const reservedFileNames = new Set([
  'con',
  'prn',
  'aux',
  'nul',
  ...Array.from({ length: 9 }, (_, index) => [`com${index + 1}`, `lpt${index + 1}`]).flat(),
]);
