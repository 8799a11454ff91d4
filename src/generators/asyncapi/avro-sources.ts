import type { Architecture } from '../../model/architecture.ts';
import { isObject } from '../../model/json-value.ts';
import { pascalCase } from '../../model/names.ts';
import type { NamedSchema } from '../../model/schema.ts';
import type { SchemaNames } from '../../print/eda/schema-names.ts';
import { isAvroId } from '../../print/eda/schema-value.ts';

/** The Avro that a schema was read from. */
export interface AvroSource {
  /** File of the project and, behind `#`, the type in it. */
  readonly file: string;
  /** Key of the component that it stands in. */
  readonly key: string;
  /** Id of the schema that holds the source of the whole file. */
  readonly root: string;
}

/** Undefined: the schema was read from no Avro. */
export type FindAvroSource = (id: string) => AvroSource | undefined;

/**
 * Finds the Avro of a design's schemas. What stands in a document, and in no file of its own, gets one by the name that Avro
 * gives it: `schemas/User.avsc`; one for all that say the same.
 */
export function createAvroSources({ schemas }: Architecture, names: SchemaNames): FindAvroSource {
  const inline = Object.values(schemas).filter(({ id, avro }) => avro !== undefined && !isAvroId(id));
  const used = new Set(
    Object.keys(schemas)
      .filter(isAvroId)
      .flatMap((id) => [names.nameOf(id) ?? id, id]),
  );
  const byText = new Map<string, AvroSource>();
  const sources = new Map<string, AvroSource>();
  for (const { id, avro } of inline) {
    const text = JSON.stringify(avro);
    const source = byText.get(text) ?? sourceOf(id, freeName(avro, names.nameOf(id), used));
    byText.set(text, source);
    sources.set(id, source);
  }
  // Types that it declares are called after it.
  for (const { id } of inline.length === 0 ? [] : Object.values(schemas)) {
    const end = id.lastIndexOf('/');
    const outer = end === -1 || sources.has(id) ? undefined : sources.get(id.slice(0, end));
    const key = names.nameOf(id);
    if (outer !== undefined && key !== undefined)
      sources.set(id, { ...outer, file: `${outer.file}#${id.slice(end + 1)}`, key: `${key}Avro` });
  }
  return (id) =>
    isAvroId(id)
      ? { file: id, key: `${names.nameOf(id) ?? 'Schema'}Avro`, root: id.replace(/#.*$/, '') }
      : sources.get(id);
}

function sourceOf(root: string, name: string): AvroSource {
  return { file: fileOf(name), key: `${name}Avro`, root };
}

function fileOf(name: string): string {
  return `schemas/${name}.avsc`;
}

/** The name that Avro gives it, which is that of its file and, read from there, of its type. */
function freeName(avro: NamedSchema['avro'], typeName: string | undefined, used: Set<string>): string {
  const name = isObject(avro) && typeof avro.name === 'string' ? avro.name : typeName;
  const base = pascalCase(name?.slice(name.lastIndexOf('.') + 1) ?? 'Schema');
  for (let number = 1; ; number++) {
    const free = number === 1 ? base : `${base}${number}`;
    if (used.has(free) || used.has(fileOf(free))) continue;
    used.add(free);
    return free;
  }
}
