import { sectionNames } from '../../diagnostics/design-sections.ts';
import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import type { Architecture } from '../../model/architecture.ts';
import type { DesignTexts } from '../../pipeline.ts';
import { isMap } from '../../spec/is-map.ts';
import type { TextEdit, YamlText } from '../../spec/splice-edits.ts';
import { readYaml } from '../../spec/yaml.ts';

/** A design with its texts: what operations are planned on. */
export interface EditableDesign {
  readonly architecture: Architecture;
  readonly source: DesignTexts;
  /** Root file of the design. */
  readonly root: string;
}

/** Asks the texts what stands where, as values. */
export interface EditContext extends EditableDesign {
  /** The value at a path of a file; undefined where nothing is. */
  valueAt(place: Place): unknown;
}

/** Opens the texts of a design; each is parsed once. */
export function createEditContext(design: EditableDesign): EditContext {
  const values = new Map<string, unknown>();
  const open = (file: string): unknown => {
    if (!values.has(file))
      values.set(file, readYaml(design.source.texts.get(file) ?? '', file, 'plain').value);
    return values.get(file);
  };
  return {
    ...design,
    valueAt: ({ file, path }) => {
      let value = open(file);
      for (const step of path) {
        if (Array.isArray(value)) value = value[Number(step)];
        else if (isMap(value) && Object.hasOwn(value, String(step))) value = value[String(step)];
        else return undefined;
      }
      return value;
    },
  };
}

/** Sections of a file, in the order in which people write them. */
const sections: readonly string[] = ['include', 'defaults', ...sectionNames];

/** Adds a thing to a section of a file, which gets that section where it has none. */
export function addToSection(
  context: EditContext,
  file: string,
  section: string,
  name: string,
  yaml: YamlText,
): TextEdit {
  const at: Place = { file, path: [section] };
  if (context.valueAt(at) !== undefined) return { at, insert: { key: name, yaml } };
  const before = sections.slice(0, sections.indexOf(section)).reverse();
  const after = before.find((key) => context.valueAt({ file, path: [key] }) !== undefined);
  return {
    at: { file, path: [] },
    insert: { key: section, yaml: within(name, yaml), ...(after === undefined ? {} : { after }) },
  };
}

/** Adds a member to a map within a thing, which gets that map where it has none. */
export function addToMap(
  context: EditContext,
  thing: Place,
  key: string,
  name: string,
  yaml: YamlText,
): TextEdit {
  const at = placeAt(thing, key);
  return context.valueAt(at) === undefined
    ? { at: thing, insert: { key, yaml: within(name, yaml) } }
    : { at, insert: { key: name, yaml } };
}

/** Adds an item to a list within a thing, which gets that list where it has none. */
export function addToList(context: EditContext, thing: Place, key: string, item: string): TextEdit {
  const at = placeAt(thing, key);
  return context.valueAt(at) === undefined
    ? { at: thing, insert: { key, yaml: { flow: `[${item}]`, block: [] } } }
    : { at, append: item };
}

/** A value under a key of its own: `{ a: … }`. */
function within(key: string, { flow, block }: YamlText): YamlText {
  return {
    flow: `{ ${key}: ${flow} }`,
    block: block.length === 0 ? [`${key}: ${flow}`] : [`${key}:`, ...block.map((line) => `  ${line}`)],
  };
}

/** The file where things of a domain are written: where another of the same kind is, else where the domain is. */
export function homeOf(context: EditContext, kind: 'services' | 'events', domain: string): string {
  const { architecture, source, root } = context;
  const others = Object.values(architecture[kind]).filter((one) => one.domain === domain);
  const files = others.map(({ at }) => source.placeOf(at).file).filter((file) => source.texts.has(file));
  const isWritten = (file: string): boolean => context.valueAt({ file, path: [kind] }) !== undefined;
  const home = files.findLast(isWritten) ?? architecture.domains[domain]?.at.file;
  return home !== undefined && source.texts.has(home) ? home : root;
}
