import type { Architecture } from '../../model/architecture.ts';
import { pascalCase } from '../../model/names.ts';

/** Names under which the schemas of a design stand in one map, whatever files they came from. */
export interface SchemaNames {
  /** Undefined: no schema of the design. */
  nameOf(id: string): string | undefined;
}

/**
 * Shared schemas keep their names; those of files are called as their types are. Sorted by id, so that equal designs
 * give equal names.
 */
export function createSchemaNames(architecture: Architecture): SchemaNames {
  const names = new Map<string, string>();
  const used = new Set<string>();
  const give = (id: string, candidates: readonly string[]): void => {
    const name = candidates.find((candidate) => !used.has(candidate)) ?? numbered(pascalCase(id), used);
    used.add(name);
    names.set(id, name);
  };
  const ids = Object.keys(architecture.schemas).sort();
  for (const id of ids) {
    const shared = sharedName(id);
    if (shared !== undefined) give(id, [shared]);
  }
  for (const id of ids) {
    const { typeName: written = '' } = architecture.schemas[id] ?? {};
    // The language wants a capital; a type may begin with an underscore, where the file's name begins with a digit.
    const typeName = written.replace(/^_*(?=[^A-Z]|$)_*/, 'Schema');
    if (!names.has(id)) give(id, [typeName, `${typeName}Schema`]);
  }
  return { nameOf: (id) => names.get(id) };
}

/** `Money` of `#/schemas/Money`; undefined for what lies in a file, or inside a shared schema. */
function sharedName(id: string): string | undefined {
  return /^#\/schemas\/([A-Z][A-Za-z0-9]*)$/.exec(id)?.[1];
}

function numbered(name: string, used: ReadonlySet<string>): string {
  for (let index = 2; ; index++) if (!used.has(`${name}${index}`)) return `${name}${index}`;
}
