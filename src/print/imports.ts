import { lineWidth, printString } from './literal.ts';

export interface Import {
  readonly from: string;
  /** `name`, or `name as other`. */
  readonly names: Iterable<string>;
  readonly type?: boolean;
  /** Local name of the default export, imported alone. */
  readonly default?: string;
}

/** Prints imports, those that import nothing left out, in the order that Biome gives them: no line feed at the end. */
export function printImports(imports: readonly Import[]): string {
  return joinSources(imports)
    .map((each) => ({ ...each, names: [...new Set(each.names)].sort(compareNames) }))
    .filter((each) => each.names.length > 0 || each.default !== undefined)
    .map((each) => ({ ...each, place: placeOf(each.from) }))
    .sort((a, b) => comparePlaces(a.place, b.place) || Number(b.type === true) - Number(a.type === true))
    .map(({ from, names, type, default: only }) => {
      if (only !== undefined) return `import ${only} from ${printString(from)};`;
      const start = `import ${type ? 'type ' : ''}{`;
      const line = `${start} ${names.join(', ')} } from ${printString(from)};`;
      // Formatters never break an import of one name.
      if (line.length <= lineWidth || names.length === 1) return line;
      return `${start}\n${names.map((name) => `  ${name},\n`).join('')}} from ${printString(from)};`;
    })
    .join('\n');
}

/** The word `type` before a name does not count. */
function compareNames(a: string, b: string): number {
  return compareNatural(withoutType(a), withoutType(b));
}

function withoutType(name: string): string {
  return name.startsWith('type ') ? name.slice('type '.length) : name;
}

/** One import a source, of types another one. */
function joinSources(imports: readonly Import[]): Import[] {
  const joined = new Map<string, Import>();
  for (const each of imports) {
    const key = `${each.from}\0${each.type === true}\0${each.default ?? ''}`;
    const known = joined.get(key);
    joined.set(key, known === undefined ? each : { ...known, names: [...known.names, ...each.names] });
  }
  return [...joined.values()];
}

/** What sources are sorted by: packages first, then what is further away. */
interface SourcePlace {
  readonly distance: number;
  readonly turned: string;
}

function placeOf(source: string): SourcePlace {
  return { distance: distance(source), turned: turnMarks(source) };
}

function comparePlaces(a: SourcePlace, b: SourcePlace): number {
  return a.distance - b.distance || compareNatural(a.turned, b.turned);
}

/** Of the marks in paths Biome's order is that of the collation turned round: `/`, `.`, `_`, `-`. */
function turnMarks(source: string): string {
  return source.replace(/[/._-]/g, (mark) => turned[mark] ?? mark);
}

const turned: { readonly [mark: string]: string } = { '/': '_', '.': '-', _: '.', '-': '/' };

function distance(source: string): number {
  if (source.startsWith('node:')) return 0;
  return source.startsWith('../') ? 2 : source.startsWith('./') ? 3 : 1;
}

const collator = new Intl.Collator('en', { numeric: true, caseFirst: 'upper' });

function compareNatural(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
