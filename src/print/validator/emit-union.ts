import type { Schema, UnionSchema } from '../../model/schema.ts';
import { writeBlock, writeIf, writeLine, writeListCall } from '../code-writer.ts';
import { printString } from '../literal.ts';
import { acceptedTypes, discriminatorOf, type JsonType } from '../schema-types.ts';
import type { EmitSchema } from './emit-array.ts';
import { check, type Emitter, emitFail, freshName, pathOf, pathStep, type Spot } from './emitter.ts';

/**
 * Branches that differ by type or by the fixed value of a property are told apart first, so that only the issues of
 * the branch that was meant are reported; others are tried one after the other.
 */
export function emitUnion(emitter: Emitter, schema: UnionSchema, spot: Spot, emit: EmitSchema): void {
  const branches = withNullInList(schema.of);
  const [only, ...others] = branches;
  if (only === undefined) {
    emitFail(emitter, spot, 'must not be here');
    return;
  }
  if (others.length === 0) {
    emit(emitter, only, spot);
    return;
  }
  if (spot.known === undefined && emitNullable(emitter, branches, spot, emit)) return;
  if (spot.known === undefined && emitByType(emitter, branches, spot, emit)) return;
  if (emitByValue(emitter, branches, spot, emit)) return;
  emitInTurn(emitter, schema.rule === 'one', branches, spot, emit);
}

/** A list of values without null, or null: one list. */
function withNullInList(branches: readonly Schema[]): readonly Schema[] {
  const [a, b] = branches;
  if (a === undefined || b === undefined || branches.length > 2) return branches;
  const [list, other] = a.kind === 'enum' ? [a, b] : [b, a];
  if (list.kind !== 'enum' || other.kind !== 'null' || list.values.includes(null)) return branches;
  return [{ kind: 'enum', values: [...list.values, null] }];
}

function emitNullable(emitter: Emitter, branches: readonly Schema[], spot: Spot, emit: EmitSchema): boolean {
  const others = branches.filter(({ kind }) => kind !== 'null');
  const [other] = others;
  if (other === undefined || others.length !== 1 || branches.length !== 2) return false;
  if (acceptedTypes(other, emitter.context).has('null')) return false;
  writeBlock(emitter.code, `if (${spot.value} !== null)`, () => emit(emitter, other, spot));
  return true;
}

/** Branches of a type each, none twice. */
function emitByType(emitter: Emitter, branches: readonly Schema[], spot: Spot, emit: EmitSchema): boolean {
  const types: JsonType[] = [];
  for (const branch of branches) {
    const type = simpleType(branch);
    if (type === undefined || types.includes(type)) return false;
    types.push(type);
  }
  const value = spot.value;
  const words = types.map((type) => typeWords[type]);
  const message = `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  writeIf(
    emitter.code,
    types.map((type) => typeTest(emitter, type, value, '!')),
    '&&',
    () => emitFail(emitter, spot, message),
  );
  branches.forEach((branch, index) => {
    const type = types[index];
    if (type === undefined || type === 'boolean' || type === 'null') return;
    writeBlock(emitter.code, `if (${typeTest(emitter, type, value, '')})`, () =>
      emit(emitter, branch, { ...spot, known: type }),
    );
  });
  return true;
}

function simpleType(schema: Schema): JsonType | undefined {
  switch (schema.kind) {
    case 'boolean':
    case 'null':
      return schema.kind;
    case 'string':
    case 'number':
    case 'array':
    case 'object':
      return schema.loose === true ? undefined : schema.kind;
    default:
      return undefined;
  }
}

const typeWords: { readonly [Type in JsonType]: string } = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'an object',
};

function typeTest(emitter: Emitter, type: JsonType, value: string, not: '' | '!'): string {
  if (type === 'null') return `${value} ${not === '' ? '===' : '!=='} null`;
  if (type === 'array') return `${not}Array.isArray(${value})`;
  if (type === 'object') return `${not}${check(emitter, 'isObject')}(${value})`;
  return `typeof ${value} ${not === '' ? '===' : '!=='} '${type}'`;
}

/** The branch is chosen by the property that has a fixed value in each. */
function emitByValue(emitter: Emitter, branches: readonly Schema[], spot: Spot, emit: EmitSchema): boolean {
  const discriminator = discriminatorOf(branches, emitter.context);
  if (discriminator === undefined) return false;
  const { code } = emitter;
  const value = spot.value;
  const { name, values } = discriminator;
  const body = (): void => {
    const at = { ...spot, path: spot.path + pathStep(name) };
    const chosen = `${check(emitter, 'own')}(${value}, ${printString(name)})`;
    writeBlock(code, `switch (${chosen})`, () => {
      branches.forEach((branch, index) => {
        writeLine(code, `case ${printString(values[index] ?? '')}: {`);
        code.indent += 2;
        emit(emitter, branch, { ...spot, known: 'object' });
        writeLine(code, 'break;');
        code.indent -= 2;
        writeLine(code, '}');
      });
      writeLine(code, 'default:');
      code.indent += 2;
      emitFail(emitter, at, `must be one of ${values.map((text) => JSON.stringify(text)).join(', ')}`);
      code.indent -= 2;
    });
  };
  if (spot.known === 'object') {
    body();
    return true;
  }
  const test = `${check(emitter, 'isObject')}(${value})`;
  writeIf(code, [`!${test}`], '&&', () => emitFail(emitter, spot, 'must be an object'), {
    unless: [test],
    body,
  });
  return true;
}

function emitInTurn(
  emitter: Emitter,
  exactlyOne: boolean,
  branches: readonly Schema[],
  spot: Spot,
  emit: EmitSchema,
): void {
  const { code } = emitter;
  const names = branches.map(() => freshName(emitter, 'attempt'));
  const attempt = (index: number): void => {
    const [branch, name] = [branches[index], names[index]];
    if (branch === undefined || name === undefined) return;
    writeLine(code, `const ${name}: ValidationIssue[] = [];`);
    emit(emitter, branch, { ...spot, issues: name });
  };
  const judge = (helper: string): void => {
    writeListCall(code, check(emitter, helper), [spot.issues, pathOf(spot)], names);
  };
  if (!exactlyOne) {
    const nest = (index: number): void => {
      if (index === branches.length) {
        judge('failAll');
        return;
      }
      attempt(index);
      writeBlock(code, `if (${names[index]}.length > 0)`, () => nest(index + 1));
    };
    nest(0);
    return;
  }
  branches.forEach((_, index) => {
    attempt(index);
  });
  judge('failUnlessOne');
}
