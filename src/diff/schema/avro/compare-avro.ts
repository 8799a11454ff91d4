import type { Path, Place } from '../../../diagnostics/diagnostic.ts';
import { isEqual } from '../../../model/json-value.ts';
import { deeper, type Found, type Here } from '../comparison.ts';
import { finding } from '../finding.ts';
import type { Verdict, Verdicts } from '../verdict.ts';
import {
  type AvroField,
  type AvroNamed,
  type AvroType,
  describeAvro,
  readAvroType,
  shortName,
} from './avro-type.ts';
import { canRead, isFieldLike, isNamedLike, isPromoted } from './can-read.ts';

/** An Avro schema where it stands. */
export interface AvroAt {
  readonly avro: unknown;
  readonly at: Place;
}

interface AvroComparison {
  place(before: Path, after: Path): Here;
  /** Pairs of named types that were compared already. */
  readonly seen: Set<string>;
}

/**
 * What differs between two Avro schemas, by the rules of schema resolution: backward, the new one reads what was
 * written with the old; forward, the old one reads what is written with the new.
 */
export function compareAvro(old: AvroAt, now: AvroAt): Found[] {
  if (isEqual(old.avro, now.avro)) return [];
  return compareTypes(readAvroType(old.avro, old.at.path), readAvroType(now.avro, now.at.path), {
    place: (before, after) => ({
      before: { file: old.at.file, path: before },
      after: { file: now.at.file, path: after },
    }),
    seen: new Set(),
  });
}

function verdictOf(reads: boolean): Verdict {
  return reads ? 'compatible' : 'breaking';
}

function compareTypes(old: AvroType, now: AvroType, comparison: AvroComparison): Found[] {
  const here = comparison.place(old.path, now.path);
  if (old.kind === 'unknown' || now.kind === 'unknown') return [];
  if (old.kind === 'union' || now.kind === 'union') return compareUnions(old, now, comparison);
  if (old.kind === 'named' && now.kind === 'named') return compareNamed(old, now, comparison);
  if ((old.kind === 'array' && now.kind === 'array') || (old.kind === 'map' && now.kind === 'map')) {
    return deeper('*', compareTypes(old.of, now.of, comparison));
  }
  const [was, is] = [describeAvro(old), describeAvro(now)];
  const words = { text: `type ${was} → ${is}`, old: was, new: is };
  if (old.kind === now.kind) {
    return old.logicalType === now.logicalType ? [] : [finding('avro-logical-type-changed', here, words)];
  }
  const [up, down] = [isPromoted(old.kind, now.kind), isPromoted(now.kind, old.kind)];
  const kind =
    up && down
      ? 'avro-type-exchanged'
      : up
        ? 'avro-type-promoted'
        : down
          ? 'avro-type-demoted'
          : 'avro-type-changed';
  return [finding(kind, here, words)];
}

/** Branches by their type; what is no union is one of one branch. */
function compareUnions(old: AvroType, now: AvroType, comparison: AvroComparison): Found[] {
  const [before, after] = [branchesOf(old), branchesOf(now)];
  const here = comparison.place(old.path, now.path);
  const found: Found[] = [];
  const rest = [...after];
  for (const branch of before) {
    const index = rest.findIndex((other) => isSameBranch(branch, other));
    const partner = rest[index];
    if (partner === undefined) {
      const word = describeAvro(branch);
      const reads = after.some((other) => canRead(other, branch));
      found.push(
        finding(reads ? 'avro-branch-covered' : 'avro-branch-removed', here, {
          text: `${word} no longer in the union`,
          old: word,
        }),
      );
      continue;
    }
    rest.splice(index, 1);
    found.push(...compareTypes(branch, partner, comparison));
  }
  for (const branch of rest) {
    const word = describeAvro(branch);
    const reads = before.some((other) => canRead(other, branch));
    found.push(
      finding(reads ? 'avro-branch-covered' : 'avro-branch-added', here, {
        text: `${word} added to the union`,
        new: word,
      }),
    );
  }
  return found;
}

function branchesOf(type: AvroType): readonly AvroType[] {
  return type.kind === 'union' ? type.branches : [type];
}

function isSameBranch(a: AvroType, b: AvroType): boolean {
  if (a.kind !== 'named' || b.kind !== 'named') return a.kind === b.kind;
  const [old, now] = [a.definition(), b.definition()];
  return old !== undefined && now !== undefined && (isNamedLike(now, old) || isNamedLike(old, now));
}

function compareNamed(
  old: AvroType & { kind: 'named' },
  now: AvroType & { kind: 'named' },
  comparison: AvroComparison,
): Found[] {
  const [before, after] = [old.definition(), now.definition()];
  if (before === undefined || after === undefined) return [];
  const key = `${before.name}|${after.name}`;
  if (comparison.seen.has(key)) return [];
  comparison.seen.add(key);
  const here = comparison.place(before.path, after.path);
  const words = { old: before.name, new: after.name };
  if (before.kind !== after.kind) {
    const text = `type ${before.kind} ${shortName(before.name)} → ${after.kind} ${shortName(after.name)}`;
    return [finding('avro-type-changed', here, { ...words, text })];
  }
  const found: Found[] = [];
  if (shortName(before.name) !== shortName(after.name)) {
    const strict: Verdicts = {
      backward: verdictOf(isNamedLike(after, before)),
      forward: verdictOf(isNamedLike(before, after)),
    };
    const alias = strict.backward === 'compatible' ? ', the old name an alias' : '';
    found.push(
      finding('avro-name-changed', here, {
        ...words,
        text: `${before.name} renamed to ${after.name}${alias}`,
        strict,
      }),
    );
  } else if (before.name !== after.name) {
    found.push(
      finding('avro-namespace-changed', here, {
        ...words,
        text: `namespace: ${before.name} → ${after.name}`,
      }),
    );
  }
  if (before.doc !== after.doc) found.push(finding('documentation', here, { text: 'doc changed' }));
  return [...found, ...compareBodies(before, after, here, comparison)];
}

function compareBodies(before: AvroNamed, after: AvroNamed, here: Here, comparison: AvroComparison): Found[] {
  if (before.kind === 'record' && after.kind === 'record')
    return compareFields(before.fields, after.fields, comparison);
  if (before.kind === 'enum' && after.kind === 'enum') return compareSymbols(before, after, here);
  if (before.kind !== 'fixed' || after.kind !== 'fixed') return [];
  const found: Found[] = [];
  if (before.size !== after.size) {
    const [old, now] = [before.size, after.size].map(String);
    found.push(finding('avro-size-changed', here, { text: `size ${old} → ${now}`, old, new: now }));
  }
  if (before.logicalType !== after.logicalType) {
    const [old, now] = [before.logicalType ?? 'none', after.logicalType ?? 'none'];
    found.push(
      finding('avro-logical-type-changed', here, { text: `logical type ${old} → ${now}`, old, new: now }),
    );
  }
  return found;
}

function compareSymbols(
  before: AvroNamed & { kind: 'enum' },
  after: AvroNamed & { kind: 'enum' },
  here: Here,
): Found[] {
  const found: Found[] = [];
  const added = after.symbols.filter((symbol) => !before.symbols.includes(symbol));
  const removed = before.symbols.filter((symbol) => !after.symbols.includes(symbol));
  if (added.length > 0) {
    const strict: Verdicts = { backward: 'compatible', forward: verdictOf(before.default !== undefined) };
    found.push(
      finding('avro-symbol-added', here, {
        text: `${symbolWord(added)} added`,
        new: added.join(', '),
        strict,
      }),
    );
  }
  if (removed.length > 0) {
    const strict: Verdicts = { backward: verdictOf(after.default !== undefined), forward: 'compatible' };
    found.push(
      finding('avro-symbol-removed', here, {
        text: `${symbolWord(removed)} removed`,
        old: removed.join(', '),
        strict,
      }),
    );
  }
  if (before.default !== after.default) found.push(...defaultChange(before.default, after.default, here));
  return found;
}

function symbolWord(symbols: readonly string[]): string {
  return `${symbols.length === 1 ? 'symbol' : 'symbols'} ${symbols.join(', ')}`;
}

function defaultChange(old: unknown, now: unknown, here: Here): Found[] {
  const [was, is] = [old, now].map((value) => (value === undefined ? undefined : JSON.stringify(value)));
  if (was === is) return [];
  const kind = was === undefined ? 'default-added' : is === undefined ? 'default-removed' : 'default-changed';
  return [finding(kind, here, { text: `default ${was ?? 'none'} → ${is ?? 'none'}`, old: was, new: is })];
}

function compareFields(
  before: readonly AvroField[],
  after: readonly AvroField[],
  comparison: AvroComparison,
): Found[] {
  const found: Found[] = [];
  const rest = [...after];
  for (const field of before) {
    const index = partnerOf(field, before, rest);
    const partner = rest[index];
    if (partner === undefined) {
      const here = comparison.place(field.path, field.path.slice(0, -1));
      const kind = field.default === undefined ? 'avro-field-removed' : 'avro-field-removed-default';
      const text = `removed, ${field.default === undefined ? 'without' : 'with'} a default`;
      found.push(
        finding(kind, here, { text, path: [field.name], joint: ' ', old: describeAvro(field.type) }),
      );
      continue;
    }
    rest.splice(index, 1);
    found.push(...compareField(field, partner, comparison));
  }
  for (const field of rest) {
    const here = comparison.place(field.path.slice(0, -1), field.path);
    const kind = field.default === undefined ? 'avro-field-added' : 'avro-field-added-default';
    const text = `added, ${field.default === undefined ? 'without' : 'with'} a default`;
    found.push(finding(kind, here, { text, path: [field.name], joint: ' ', new: describeAvro(field.type) }));
  }
  return found;
}

/** The field of the same name, else one that is new and has it for an alias, or is an alias of it. */
function partnerOf(field: AvroField, before: readonly AvroField[], rest: readonly AvroField[]): number {
  const same = rest.findIndex(({ name }) => name === field.name);
  if (same !== -1) return same;
  return rest.findIndex(
    (other) =>
      !before.some(({ name }) => name === other.name) &&
      (isFieldLike(other, field.name) || isFieldLike(field, other.name)),
  );
}

function compareField(old: AvroField, now: AvroField, comparison: AvroComparison): Found[] {
  const here = comparison.place(old.path, now.path);
  const found: Found[] = [];
  if (old.name !== now.name) {
    // Whoever has no alias for the other's name takes his default.
    const strict: Verdicts = {
      backward: verdictOf(isFieldLike(now, old.name) || now.default !== undefined),
      forward: verdictOf(isFieldLike(old, now.name) || old.default !== undefined),
    };
    found.push(
      finding('avro-field-renamed', here, {
        text: `renamed to ${now.name}, by an alias`,
        joint: ' ',
        old: old.name,
        new: now.name,
        strict,
      }),
    );
  }
  if (old.doc !== now.doc) found.push(finding('documentation', here, { text: 'doc changed' }));
  found.push(
    ...defaultChange(old.default?.value, now.default?.value, here),
    ...compareTypes(old.type, now.type, comparison),
  );
  return deeper(old.name, found);
}
