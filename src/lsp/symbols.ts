import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-protocol/node';
import { type OutlineKey, readOutline } from './outline.ts';
import { createPositions } from './text-range.ts';
import { kindOf } from './workspace.ts';

/** How deep the outline of a file goes, by what it is. */
const depths = { root: 4, part: 4, asyncapi: 3, dapr: 2, other: 0 } as const;

/** Sections below which each thing has parts of its own that are looked for by name. */
const inner = new Set([
  'publishes',
  'subscribes',
  'serves',
  'calls',
  'steps',
  'brokers',
  'columns',
  'properties',
]);

/** The sections of a file and what stands in them, as editors list them. */
export function listSymbols(text: string): DocumentSymbol[] {
  const kind = kindOf(text);
  const keys = readOutline(text).filter(
    ({ path }) => path.length <= depths[kind] && isShown(path.map(String)),
  );
  const positionAt = createPositions(text);
  const roots: DocumentSymbol[] = [];
  const open: { readonly depth: number; readonly symbol: DocumentSymbol; readonly end: number }[] = [];
  for (const key of keys) {
    while ((open.at(-1)?.depth ?? 0) >= key.path.length || (open.at(-1)?.end ?? text.length) < key.offset) {
      if (open.pop() === undefined) break;
    }
    const symbol: DocumentSymbol = {
      name: String(key.path.at(-1)) || '?',
      kind: symbolKind(key),
      range: { start: positionAt(key.offset), end: positionAt(key.end) },
      selectionRange: { start: positionAt(key.offset), end: positionAt(key.offset + key.length) },
      children: [],
    };
    const parent = open.at(-1)?.symbol;
    (parent?.children ?? roots).push(symbol);
    open.push({ depth: key.path.length, symbol, end: key.end });
  }
  return roots;
}

function isShown(path: readonly string[]): boolean {
  return path.length < 3 || inner.has(path[2] ?? '');
}

const kinds: { readonly [section: string]: SymbolKind } = {
  teams: SymbolKind.Namespace,
  domains: SymbolKind.Namespace,
  schemas: SymbolKind.Struct,
  events: SymbolKind.Event,
  topics: SymbolKind.Array,
  services: SymbolKind.Module,
  aggregates: SymbolKind.Class,
  projections: SymbolKind.Interface,
  sagas: SymbolKind.Function,
  environments: SymbolKind.Package,
  channels: SymbolKind.Array,
  operations: SymbolKind.Method,
};

function symbolKind({ path }: OutlineKey): SymbolKind {
  const [section, , part] = path.map(String);
  if (path.length === 2) return kinds[section ?? ''] ?? SymbolKind.Field;
  if (path.length === 4 && part === 'serves') return SymbolKind.Method;
  if (path.length === 4 && part === 'subscribes') return SymbolKind.Event;
  return path.length === 1 ? SymbolKind.Object : SymbolKind.Property;
}
