import type {
  ArrowFunction,
  BindingElement,
  BindingName,
  FunctionDeclaration,
  FunctionExpression,
  Identifier,
  MethodDeclaration,
  Node as MorphNode,
  SourceFile,
} from 'ts-morph';
import type { DataPath } from '../model/architecture.ts';

type TsMorph = typeof import('ts-morph');

/** A place of a handler where it looks into the data of its event. */
export interface FieldRead {
  /** The field; with `whole` all below it may be read, since the value goes on from there to somewhere else. */
  readonly path: DataPath;
  readonly whole: boolean;
  /** From 1. */
  readonly line: number;
}

/**
 * Which fields of its event a handler reads, as its text says it: property accesses on the data, destructuring,
 * names that stand for parts of it. Where a value is handed on (to a function, into a query), all below it counts.
 * @returns undefined where the text exports no handler that can be followed
 */
export function readHandlerFields(morph: TsMorph, text: string): readonly FieldRead[] | undefined {
  return fieldsOf(morph, findHandler(morph, parse(morph, text)));
}

/** The same of a projection, whose file exports an object with a function for each event. */
export function readProjectionFields(
  morph: TsMorph,
  text: string,
  event: string,
): readonly FieldRead[] | undefined {
  const object = withoutTypes(morph, parse(morph, text).getVariableDeclaration('project')?.getInitializer());
  if (object === undefined || !morph.Node.isObjectLiteralExpression(object)) return undefined;
  for (const property of object.getProperties()) {
    if (morph.Node.isMethodDeclaration(property) && nameOf(morph, property.getNameNode()) === event)
      return fieldsOf(morph, property);
    if (morph.Node.isPropertyAssignment(property) && nameOf(morph, property.getNameNode()) === event)
      return fieldsOf(morph, asHandler(morph, withoutTypes(morph, property.getInitializer())));
  }
  return undefined;
}

function parse(morph: TsMorph, text: string): SourceFile {
  return new morph.Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: { noLib: true, noResolve: true, types: [] },
  }).createSourceFile('handler.ts', text);
}

function fieldsOf(morph: TsMorph, handler: Handler | undefined): readonly FieldRead[] | undefined {
  const parameter = handler?.getParameters()[0];
  if (parameter === undefined) return handler === undefined ? undefined : [];
  const reads: FieldRead[] = [];
  // The first parameter is the event; its data are what counts.
  followName(morph, parameter.getNameNode(), [], (path, node, whole) => {
    const [first, ...rest] = path;
    if (first === undefined) {
      if (whole) reads.push({ path: [], whole: true, line: node.getStartLineNumber() });
      return;
    }
    if (first === 'data') reads.push({ path: rest, whole, line: node.getStartLineNumber() });
  });
  return unique(reads);
}

type Handler = ArrowFunction | FunctionExpression | FunctionDeclaration | MethodDeclaration;
type OnRead = (path: DataPath, node: MorphNode, whole: boolean) => void;

function findHandler(morph: TsMorph, source: SourceFile): Handler | undefined {
  return (
    source.getFunction('handle') ??
    asHandler(morph, withoutTypes(morph, source.getVariableDeclaration('handle')?.getInitializer()))
  );
}

function asHandler(morph: TsMorph, node: MorphNode | undefined): Handler | undefined {
  return morph.Node.isArrowFunction(node) || morph.Node.isFunctionExpression(node) ? node : undefined;
}

/** What stands inside of `(…)`, `… as T` and `… satisfies T`. */
function withoutTypes(morph: TsMorph, value: MorphNode | undefined): MorphNode | undefined {
  let node = value;
  while (
    morph.Node.isSatisfiesExpression(node) ||
    morph.Node.isAsExpression(node) ||
    morph.Node.isParenthesizedExpression(node)
  ) {
    node = node.getExpression();
  }
  return node;
}

/** Follows a name, or the names that a pattern takes apart, which stand for the value at a path. */
function followName(morph: TsMorph, name: BindingName, path: DataPath, onRead: OnRead): void {
  if (morph.Node.isIdentifier(name)) {
    followIdentifier(morph, name, path, onRead);
    return;
  }
  if (morph.Node.isObjectBindingPattern(name)) {
    for (const element of name.getElements()) followElement(morph, element, path, onRead);
    return;
  }
  for (const element of name.getElements()) {
    if (morph.Node.isBindingElement(element))
      followName(morph, element.getNameNode(), [...path, '*'], onRead);
  }
}

function followElement(morph: TsMorph, element: BindingElement, path: DataPath, onRead: OnRead): void {
  const inner = element.getNameNode();
  if (element.getDotDotDotToken() !== undefined) {
    followName(morph, inner, path, onRead);
    return;
  }
  const key = element.getPropertyNameNode() ?? inner;
  const step = nameOf(morph, key);
  if (step === undefined) {
    onRead(path, element, true);
    return;
  }
  const next = [...path, step];
  // To take a field out of the data is to read it.
  if (path.length > 0) onRead(next, element, false);
  followName(morph, inner, next, onRead);
}

function nameOf(morph: TsMorph, node: MorphNode): string | undefined {
  if (morph.Node.isIdentifier(node)) return node.getText();
  if (morph.Node.isStringLiteral(node) || morph.Node.isNoSubstitutionTemplateLiteral(node))
    return node.getLiteralText();
  return undefined;
}

function followIdentifier(morph: TsMorph, declared: Identifier, path: DataPath, onRead: OnRead): void {
  const symbol = declared.getSymbol();
  if (symbol === undefined) return;
  const scope = declared.getSourceFile();
  for (const use of scope.getDescendantsOfKind(morph.SyntaxKind.Identifier)) {
    if (use === declared || use.getText() !== declared.getText()) continue;
    const parent = use.getParent();
    const isShorthand = morph.Node.isShorthandPropertyAssignment(parent);
    const own = isShorthand ? parent.getValueSymbol() : use.getSymbol();
    if (own !== symbol) continue;
    if (isShorthand) onRead(path, use, true);
    else followUse(morph, use, path, onRead);
  }
}

/** Follows `value.a.b`, `value['a']`, `value?.a` outwards, to where the value is used. */
function followUse(morph: TsMorph, use: MorphNode, start: DataPath, onRead: OnRead): void {
  let node = use;
  let path = start;
  for (;;) {
    const parent = node.getParent();
    if (
      morph.Node.isNonNullExpression(parent) ||
      morph.Node.isParenthesizedExpression(parent) ||
      morph.Node.isAsExpression(parent) ||
      morph.Node.isSatisfiesExpression(parent)
    ) {
      node = parent;
      continue;
    }
    if (morph.Node.isPropertyAccessExpression(parent) && parent.getExpression() === node) {
      // A call of a method (`lines.map`) reads what it is called on.
      const outer = parent.getParent();
      if (morph.Node.isCallExpression(outer) && outer.getExpression() === parent) {
        onRead(path, node, true);
        return;
      }
      path = [...path, parent.getName()];
      node = parent;
      continue;
    }
    if (morph.Node.isElementAccessExpression(parent) && parent.getExpression() === node) {
      const argument = parent.getArgumentExpression();
      const step = argument === undefined ? undefined : nameOfLiteral(morph, argument);
      if (step === undefined && !isNumber(morph, argument)) {
        onRead(path, node, true);
        return;
      }
      path = [...path, step ?? '*'];
      node = parent;
      continue;
    }
    if (morph.Node.isVariableDeclaration(parent) && parent.getInitializer() === node) {
      const name = parent.getNameNode();
      if (path.length > start.length || morph.Node.isIdentifier(name)) onRead(path, node, false);
      followName(morph, name, path, onRead);
      return;
    }
    onRead(path, node, true);
    return;
  }
}

function nameOfLiteral(morph: TsMorph, node: MorphNode): string | undefined {
  return morph.Node.isStringLiteral(node) || morph.Node.isNoSubstitutionTemplateLiteral(node)
    ? node.getLiteralText()
    : undefined;
}

function isNumber(morph: TsMorph, node: MorphNode | undefined): boolean {
  return node !== undefined && morph.Node.isNumericLiteral(node);
}

/** Each field once a line. */
function unique(reads: readonly FieldRead[]): FieldRead[] {
  const seen = new Map<string, FieldRead>();
  for (const read of reads) {
    const key = `${read.line}\0${read.path.join('\0')}`;
    const known = seen.get(key);
    if (known === undefined || (read.whole && !known.whole)) seen.set(key, read);
  }
  return [...seen.values()].sort((a, b) => a.line - b.line);
}

/** Lines that read a field: it, something below it, or a value that it is part of and that is handed on. */
export function linesReading(reads: readonly FieldRead[], field: DataPath): number[] {
  const hits = reads.filter(({ path, whole }) => {
    const length = Math.min(path.length, field.length);
    const same = path
      .slice(0, length)
      .every((step, index) => step === field[index] || step === '*' || field[index] === '*');
    return same && (path.length >= field.length || whole);
  });
  return [...new Set(hits.map(({ line }) => line))];
}
