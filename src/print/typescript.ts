import type { Schema } from '../model/schema.ts';
import { docOf } from './doc.ts';
import type { Position } from './literal.ts';
import { type NamesInUse, type Naming, type TypeContext, typeOf } from './type-of.ts';
import { layOut, layOutMembers, nameTree, type TypeTree } from './type-tree.ts';

export type { NamesInUse, TypeContext } from './type-of.ts';

/**
 * A schema as a type expression. It is one line where it fits behind `position.column`; further lines are indented
 * to `position.indent`.
 */
export function printType(
  schema: Schema,
  context: TypeContext,
  position: Position = { indent: 0, column: 0, tail: 1 },
): string {
  return layOut(typeOf(schema, context), position);
}

/**
 * A schema as exported declarations with doc comments: the one of `name`, then one for each nested object that is too
 * big for a line, named by its path (`OrderPlacedLine` for the items of `lines`).
 * @returns text without a line feed at its end, as the formatter would leave it.
 */
export function printDeclaration(name: string, schema: Schema, context: TypeContext): string {
  const taken: NamesInUse = context.taken ?? new Set<string>();
  taken.add(name);
  return declarations(name, schema, (naming) => typeOf(schema, context, naming), taken).join('\n\n');
}

function declarations(
  name: string,
  schema: Schema,
  build: (naming: Naming) => TypeTree,
  taken: NamesInUse,
): string[] {
  const nested: string[] = [];
  const declare = (naming: Naming, inner: Schema, tree: TypeTree): TypeTree | undefined => {
    if (naming.name === undefined || naming.name === name) return undefined;
    const free = [naming.name, `${naming.name}Value`].find((candidate) => !taken.has(candidate));
    if (free === undefined) return undefined;
    taken.add(free);
    nested.push(declaration(free, inner, tree));
    return nameTree(free);
  };
  const tree = build({ name, declare });
  return [declaration(name, schema, tree), ...nested];
}

function declaration(name: string, schema: Schema, tree: TypeTree): string {
  const comment = docOf(schema)?.(0);
  return (comment === undefined ? '' : `${comment}\n`) + body(name, tree);
}

function body(name: string, tree: TypeTree): string {
  if (tree.kind === 'object') return `export interface ${name} {\n${layOutMembers(tree.members, 2)}\n}`;
  const start = `export type ${name} =`;
  const text = layOut(tree, { indent: 0, column: start.length + 1, tail: 1 }, true);
  return `${start}${text.startsWith('\n') ? '' : ' '}${text};`;
}
