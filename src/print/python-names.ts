import { wordsOf } from '../model/names.ts';

/** A name for a variable, function or module of Python: snake case, and never a word of the language. */
export function pythonName(name: string): string {
  const snake = wordsOf(name)
    .map((word) => word.toLowerCase().replace(/[^a-z0-9]/g, ''))
    .filter((word) => word !== '')
    .join('_');
  const safe = /^[0-9]/.test(snake) || snake === '' ? `n${snake}` : snake;
  return keywords.has(safe) ? `${safe}_` : safe;
}

/** A name for an attribute of a model: none that models have already, or that their types are called by. */
export function pythonAttribute(name: string): string {
  const plain = pythonName(name);
  return taken.has(plain) || plain.startsWith('model_') ? `${plain}_` : plain;
}

/** A name for a constant: `TodosTaskCreated` → `TODOS_TASK_CREATED`. */
export function pythonConstant(name: string): string {
  return pythonName(name).replace(/_$/, '').toUpperCase();
}

/** Whether a name can stand as it is where Python wants one. */
export function isPythonName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !keywords.has(name);
}

const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield match case type self cls'
  ).split(' '),
);

const taken = new Set(
  (
    'construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json update_forward_refs validate ' +
    'str int float bool list tuple object type annotations'
  ).split(' '),
);
