import type { ObjectLiteralExpression, SourceFile } from 'ts-morph';
import type { NeededMember } from '../generators/generator.ts';

type TsMorph = typeof import('ts-morph');

/**
 * Adds members to the object that a TypeScript text exports under a name. Only new lines come in; what stands there
 * stays byte by byte. ts-morph tells where the object is and what it has.
 * @returns the new text; undefined where every member is there; a reason where there is no such object to add to.
 */
export function extendObject(
  morph: TsMorph,
  text: string,
  variable: string,
  members: readonly NeededMember[],
): { readonly text: string } | { readonly reason: string } | undefined {
  const source = new morph.Project({ useInMemoryFileSystem: true }).createSourceFile('user.ts', text);
  const object = findObject(morph, source, variable);
  if (object === undefined) return { reason: `${variable} is not an object written out in this file` };
  const known = new Set(object.getProperties().map((property) => nameOf(morph, property)));
  // What is spread in may hold anything.
  if (object.getProperties().some((property) => morph.Node.isSpreadAssignment(property))) return undefined;
  const missing = members.filter(({ name }) => !known.has(name));
  if (missing.length === 0) return undefined;
  return { text: insertMembers(text, object, missing) };
}

function findObject(
  morph: TsMorph,
  source: SourceFile,
  variable: string,
): ObjectLiteralExpression | undefined {
  let value = source.getVariableDeclaration(variable)?.getInitializer();
  while (
    value !== undefined &&
    (morph.Node.isSatisfiesExpression(value) ||
      morph.Node.isAsExpression(value) ||
      morph.Node.isParenthesizedExpression(value))
  ) {
    value = value.getExpression();
  }
  return value !== undefined && morph.Node.isObjectLiteralExpression(value) ? value : undefined;
}

/** Name of a member as its text says it; undefined for computed names. */
function nameOf(
  morph: TsMorph,
  property: ReturnType<ObjectLiteralExpression['getProperties']>[number],
): string | undefined {
  if (morph.Node.isSpreadAssignment(property)) return undefined;
  const name = property.getNameNode();
  if (morph.Node.isStringLiteral(name) || morph.Node.isNoSubstitutionTemplateLiteral(name))
    return name.getLiteralText();
  return morph.Node.isIdentifier(name) ? name.getText() : undefined;
}

/** Behind the last member, indented as it is, with the commas that this takes. */
function insertMembers(
  text: string,
  object: ObjectLiteralExpression,
  missing: readonly NeededMember[],
): string {
  const last = object.getProperties().at(-1);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const closing = object.getEnd() - 1;
  if (last === undefined) {
    const outer = indentAt(text, object.getStart());
    const lines = missing.map(({ text: member }) => `${outer}  ${member},`).join(lineEnd);
    return `${text.slice(0, object.getStart() + 1)}${lineEnd}${lines}${lineEnd}${outer}${text.slice(closing)}`;
  }
  const indent = indentAt(text, last.getStart());
  const behind = text.slice(last.getEnd(), closing);
  const comma = /^\s*,/.exec(behind);
  const at = last.getEnd() + (comma?.[0].length ?? 0);
  // A remark behind the last member stays on its line.
  const remark = /^[ \t]*(\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)/.exec(text.slice(at, closing))?.[0] ?? '';
  const lines = missing.map(({ text: member }) => `${lineEnd}${indent}${member},`).join('');
  const before = `${text.slice(0, last.getEnd())}${comma === null ? ',' : comma[0]}${remark}`;
  return `${before}${lines}${text.slice(at + remark.length)}`;
}

function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}
