import { pascalCase } from '../model/names.ts';
import type { EnumSchema, ObjectSchema, Property, Schema } from '../model/schema.ts';
import { mergeObjects } from './merge-objects.ts';
import { printPy, printPyDoc, printPyString, pyCall, pyText } from './python.ts';
import { pythonAttribute } from './python-names.ts';

/** A type that a module of models declares. */
export interface ModelDeclaration {
  readonly name: string;
  readonly schema: Schema;
  /** Said of it where its schema says nothing. */
  readonly about?: string | undefined;
  /** It gets a class of its own whatever its schema is: code tells its values by it. */
  readonly distinct?: boolean | undefined;
}

export interface ModelContext {
  /** Name of the type of a shared schema. */
  typeName(id: string): string;
  schemaOf(id: string): Schema | undefined;
}

export interface PrintedModels {
  /** Classes and aliases, each with two line feeds in front. */
  readonly text: string;
  /** Names that the text needs from `typing`, `pydantic` and the runtime. */
  readonly uses: ReadonlySet<string>;
}

interface Printer {
  readonly context: ModelContext;
  readonly taken: Set<string>;
  readonly classes: string[];
  readonly uses: Set<string>;
  /** Shared schemas that are aliases and lead to themselves: no alias can say that. */
  readonly endless: ReadonlySet<string>;
}

/**
 * Models of pydantic for schemas: a class for each object with known members, aliases for the rest. The types are as
 * wide as the schemas or wider: what fits is the validators' business, and a model takes all that they let pass.
 */
export function printPythonModels(
  declarations: readonly ModelDeclaration[],
  context: ModelContext,
): PrintedModels {
  const printer: Printer = {
    context,
    taken: new Set(declarations.map(({ name }) => name)),
    classes: [],
    uses: new Set(),
    endless: endlessAliases(declarations, context),
  };
  const aliases = new Map<string, string>();
  const wrappers: string[] = [];
  for (const declaration of declarations) {
    const { name, schema, about, distinct = false } = declaration;
    const object = asObject(schema, context);
    if (object !== undefined && schema.kind !== 'ref') {
      declareClass(printer, name, object, about);
      continue;
    }
    if (distinct) {
      const base = baseClass(schema, context);
      if (base !== undefined) printer.classes.push(printSubclass(name, base, schema, about));
      else wrappers.push(printWrapper(printer, declaration));
      continue;
    }
    const type = printer.endless.has(name) ? use(printer, 'Json') : typeText(printer, schema, name);
    use(printer, 'TypeAlias');
    const doc = printPyDoc(describe(schema, about), 0);
    aliases.set(name, `${name}: TypeAlias = ${type}${doc === '' ? '' : `\n${doc}`}`);
  }
  const sorted = sortAliases(aliases);
  const parts = [...printer.classes, ...(sorted.length === 0 ? [] : [sorted.join('\n')]), ...wrappers];
  return { text: parts.map((part) => `\n\n${part}\n`).join(''), uses: printer.uses };
}

/** The class that a reference leads to, if it leads to one. */
function baseClass(schema: Schema, context: ModelContext, depth = 0): string | undefined {
  if (schema.kind !== 'ref' || depth > 100) return undefined;
  const target = context.schemaOf(schema.id);
  if (target === undefined) return undefined;
  if (target.kind === 'ref') return baseClass(target, context, depth + 1);
  return asObject(target, context) === undefined ? undefined : context.typeName(schema.id);
}

function printSubclass(name: string, base: string, schema: Schema, about: string | undefined): string {
  return `class ${name}(${base}):\n${printPyDoc(orNothing(describe(schema, about)), 4)}`;
}

/** What is no object, as a class around it: `root` is the value. It stands behind the aliases that it may mention. */
function printWrapper(printer: Printer, { name, schema, about }: ModelDeclaration): string {
  const type = printer.endless.has(name) ? use(printer, 'Json') : typeText(printer, schema, `${name}Root`);
  const doc = printPyDoc(orNothing(describe(schema, about)), 4);
  return `class ${name}(${use(printer, 'RootModel')}[${type}]):\n${doc}\n\n    model_config = ${use(printer, 'ConfigDict')}(frozen=True)`;
}

function orNothing(blocks: string[]): string[] {
  return blocks.length > 0 ? blocks : ['A type of its own.'];
}

function use(printer: Printer, name: string): string {
  printer.uses.add(name);
  return name;
}

/** Aliases stand behind those that they mention. */
function sortAliases(aliases: ReadonlyMap<string, string>): string[] {
  const sorted: string[] = [];
  const done = new Set<string>();
  const visit = (name: string): void => {
    const text = aliases.get(name);
    if (text === undefined || done.has(name)) return;
    done.add(name);
    const right = (text.split(' = ')[1] ?? '').split('\n')[0] ?? '';
    for (const word of right.match(/\w+/g) ?? []) visit(word);
    sorted.push(text);
  };
  for (const name of aliases.keys()) visit(name);
  return sorted;
}

function declareClass(printer: Printer, name: string, object: ObjectSchema, about: string | undefined): void {
  const { context } = printer;
  const attributes = new Map<string, string>();
  const used = new Set<string>();
  const properties = listed(object);
  for (const property of properties) {
    let attribute = pythonAttribute(property.name);
    while (used.has(attribute)) attribute += '_';
    used.add(attribute);
    attributes.set(property.name, attribute);
  }
  // Its place comes before those of the classes inside it.
  const place = printer.classes.push('') - 1;
  const required = properties.filter((property) => property.required);
  const optional = properties.filter((property) => !property.required);
  const fields = [...required, ...optional].map((property) =>
    printField(printer, name, property, attributes.get(property.name) ?? property.name),
  );
  use(printer, 'Model');
  const closed = object.additional?.kind === 'never' && object.patterns === undefined;
  const doc = printPyDoc(describe(object, about), 4);
  const config = closed ? `    model_config = ${use(printer, 'ConfigDict')}(extra="forbid")` : '';
  const head = [doc, config].filter((part) => part !== '');
  const body = [...head.map((part) => `${part}\n`), fields.join('\n')].filter((part) => part !== '');
  const text = body.length === 0 ? '    """Nothing is known of its members."""' : body.join('\n');
  printer.classes[place] = `class ${name}(${'Model'}):\n${text}`.trimEnd();
  void context;
}

function printField(printer: Printer, owner: string, property: Property, attribute: string): string {
  const { name, schema, required } = property;
  const type = typeText(printer, schema, owner + pascalCase(name).replace(/^_/, ''));
  const nullable = type === 'Json' || type.split(' | ').includes('None');
  const aliases =
    attribute === name
      ? {}
      : { validation_alias: printPyString(name), serialization_alias: printPyString(name) };
  const doc = printPyDoc(describeField(schema), 4);
  const after = doc === '' ? '' : `\n${doc}`;
  if (required) {
    const head = `    ${attribute}: ${type}`;
    if (Object.keys(aliases).length === 0) return head + after;
    use(printer, 'Field');
    return `${head} = ${printPy(pyCall('Field', aliases), 4, head.length + 3)}${after}`;
  }
  const head = `    ${attribute}: ${nullable ? type : `${type} | None`}`;
  if (nullable && Object.keys(aliases).length === 0) return `${head} = None${after}`;
  use(printer, 'Field');
  if (!nullable) use(printer, 'is_none');
  const field = pyCall('Field', {
    default: 'None',
    exclude_if: nullable ? undefined : 'is_none',
    ...aliases,
  });
  return `${head} = ${printPy(field, 4, head.length + 3)}${after}`;
}

function typeText(printer: Printer, schema: Schema, name: string): string {
  switch (schema.kind) {
    case 'ref': {
      const target = printer.context.schemaOf(schema.id);
      return target === undefined ? use(printer, 'Json') : printer.context.typeName(schema.id);
    }
    case 'string':
      return schema.loose === true ? use(printer, 'Json') : 'str';
    case 'number':
      if (schema.loose === true) return use(printer, 'Json');
      return schema.integer ? 'int' : use(printer, 'Number');
    case 'boolean':
      return 'bool';
    case 'null':
      return 'None';
    case 'enum':
      return enumText(printer, schema);
    case 'array': {
      if (schema.loose === true) return use(printer, 'Json');
      if (schema.prefix !== undefined) return `list[${use(printer, 'Json')}]`;
      const item =
        schema.items === undefined ? use(printer, 'Json') : typeText(printer, schema.items, singular(name));
      return `list[${item}]`;
    }
    case 'object':
    case 'intersection': {
      const object = asObject(schema, printer.context);
      if (object !== undefined) return nestedClass(printer, object, name);
      if (schema.kind === 'object')
        return schema.loose === true ? use(printer, 'Json') : mapText(printer, schema, name);
      return intersectionText(printer, schema.of, name);
    }
    case 'union':
      return unionText(printer, schema.of, name);
    default:
      return use(printer, 'Json');
  }
}

function intersectionText(printer: Printer, of: readonly Schema[], name: string): string {
  const parts = of.map((part) => typeText(printer, part, name));
  const lists = parts.filter((part) => part.startsWith('Literal['));
  return lists[0] ?? parts.find((part) => part !== 'Json') ?? use(printer, 'Json');
}

function unionText(printer: Printer, of: readonly Schema[], name: string): string {
  const objects = of.filter((part) => asObject(part, printer.context) !== undefined && part.kind !== 'ref');
  const parts = of.flatMap((part, index) => {
    const inner =
      objects.length > 1 && objects.includes(part) ? `${name}${branchName(part) ?? index + 1}` : name;
    return typeText(printer, part, inner).split(' | ');
  });
  const distinct = [...new Set(parts)];
  if (distinct.includes('Json') || distinct.length === 0) return use(printer, 'Json');
  // As formatters of types have it: None last.
  const rest = distinct.filter((part) => part !== 'None');
  return [...rest, ...(distinct.includes('None') ? ['None'] : [])].join(' | ');
}

/** A branch is called by its title, or by the fixed value that tells it from the others. */
function branchName(schema: Schema): string | undefined {
  if (schema.note?.title !== undefined) return pascalCase(schema.note.title);
  if (schema.kind !== 'object') return undefined;
  for (const property of schema.properties) {
    if (property.schema.kind === 'enum' && property.schema.values.length === 1)
      return pascalCase(String(property.schema.values[0]));
  }
  return undefined;
}

function enumText(printer: Printer, { values }: EnumSchema): string {
  const kinds = new Set(values.map((value) => (value === null ? 'null' : typeof value)));
  if (kinds.size === 0 || kinds.has('object')) return use(printer, 'Json');
  if (kinds.has('number')) {
    if (kinds.size > 1) return use(printer, 'Json');
    return values.every(Number.isInteger) ? 'int' : use(printer, 'Number');
  }
  const literals = values.filter((value) => value !== null);
  const text = literals.map((value) =>
    typeof value === 'string' ? printPyString(value) : value === true ? 'True' : 'False',
  );
  const isNull = kinds.has('null');
  if (literals.length === 0) return 'None';
  use(printer, 'Literal');
  // `|` inside of a text would look like a union.
  const safe = text.every((literal) => !literal.includes(' | '));
  if (!safe) return 'str';
  return `Literal[${text.join(', ')}]${isNull ? ' | None' : ''}`;
}

function mapText(printer: Printer, schema: ObjectSchema, name: string): string {
  const { additional, patterns = [] } = schema;
  const open = additional === undefined || patterns.length > 0 || additional.kind === 'never';
  return `dict[str, ${open ? use(printer, 'Json') : typeText(printer, additional, `${name}Value`)}]`;
}

function nestedClass(printer: Printer, object: ObjectSchema, wish: string): string {
  let name = wish;
  while (printer.taken.has(name)) name += 'Value';
  printer.taken.add(name);
  declareClass(printer, name, object, undefined);
  return name;
}

/** An object whose members are known, references in a conjunction followed; undefined: it is something else. */
function asObject(schema: Schema, context: ModelContext): ObjectSchema | undefined {
  if (schema.kind === 'object') {
    return schema.loose !== true && listed(schema).length > 0 ? schema : undefined;
  }
  if (schema.kind !== 'intersection') return undefined;
  const parts = flatten(schema, context, new Set());
  const objects = parts.filter((part) => part.kind === 'object');
  if (!objects.some((part) => part.loose !== true)) return undefined;
  const merged = { ...mergeObjects(objects), ...(schema.note && { note: schema.note }) };
  return listed(merged).length > 0 ? merged : undefined;
}

function flatten(schema: Schema, context: ModelContext, seen: ReadonlySet<string>): Schema[] {
  if (schema.kind === 'intersection') return schema.of.flatMap((part) => flatten(part, context, seen));
  if (schema.kind !== 'ref' || seen.has(schema.id)) return [schema];
  const target = context.schemaOf(schema.id);
  return target === undefined ? [] : flatten(target, context, new Set([...seen, schema.id]));
}

function listed(object: ObjectSchema): readonly Property[] {
  const elsewhere = (object.requiredElsewhere ?? []).map(
    (name): Property => ({ name, schema: object.additional ?? { kind: 'any' }, required: true }),
  );
  return [...object.properties, ...elsewhere];
}

/** Names of aliases that lead to themselves without a class between. */
function endlessAliases(declarations: readonly ModelDeclaration[], context: ModelContext): Set<string> {
  const schemas = new Map(declarations.map(({ name, schema }) => [name, schema]));
  const leadsTo = (schema: Schema, goal: string, seen: Set<string>): boolean => {
    switch (schema.kind) {
      case 'ref': {
        const name = context.typeName(schema.id);
        if (name === goal) return true;
        const target = schemas.get(name);
        if (target === undefined || seen.has(name) || asObject(target, context) !== undefined) return false;
        seen.add(name);
        return leadsTo(target, goal, seen);
      }
      case 'array':
        return schema.items !== undefined && leadsTo(schema.items, goal, seen);
      case 'object':
        return schema.additional !== undefined && leadsTo(schema.additional, goal, seen);
      case 'union':
      case 'intersection':
        return schema.of.some((part) => leadsTo(part, goal, seen));
      default:
        return false;
    }
  };
  const found = declarations.filter(
    ({ name, schema }) => asObject(schema, context) === undefined && leadsTo(schema, name, new Set()),
  );
  return new Set(found.map(({ name }) => name));
}

function describe({ note }: Schema, about: string | undefined): string[] {
  const text = note?.description ?? about ?? note?.title;
  return text === undefined || text.trim() === '' ? [] : [pyText(ended(text))];
}

function describeField(schema: Schema): string[] {
  const text = schema.note?.description;
  if (text !== undefined && text.trim() !== '') return [pyText(ended(text))];
  return schema.kind === 'string' && schema.format !== undefined ? [`Format ${pyText(schema.format)}.`] : [];
}

function ended(text: string): string {
  const trimmed = text.trim();
  return /[.!?:]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function singular(name: string): string {
  if (/[a-z]ies$/.test(name)) return name.replace(/ies$/, 'y');
  return /[a-z]s$/.test(name) && !/(ss|us|is)$/.test(name) ? name.slice(0, -1) : `${name}Item`;
}

/** The type of a value that gets no class of its own, and the names that it needs imported. */
export function printPythonType(
  schema: Schema,
  context: ModelContext,
): { readonly text: string; readonly uses: ReadonlySet<string> } {
  const uses = new Set<string>();
  const printer: Printer = { context, taken: new Set(), classes: [], uses, endless: new Set() };
  if (schema.kind !== 'ref' && asObject(schema, context) !== undefined) {
    return { text: 'Json', uses: new Set(['Json']) };
  }
  const text = typeText(printer, schema, 'Value');
  return printer.classes.length > 0 ? { text: 'Json', uses: new Set(['Json']) } : { text, uses };
}
