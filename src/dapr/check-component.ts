import type { Path } from '../diagnostics/diagnostic.ts';
import { didYouMean, orMeant, suggest } from '../diagnostics/suggest.ts';
import { checkMetadataValue, isFilledIn } from './check-metadata-value.ts';
import { meant, sameAs } from './fixes.ts';
import { componentTypes, type KnownComponent, knownComponent, presentTypeOf } from './known.ts';
import { type Fields, fieldsOf, listOf, type Report, type Resource, textOf } from './resource.ts';

/** An entry of a component's metadata, and where it stands. */
export interface Entry {
  readonly name: string;
  readonly fields: Fields;
  readonly path: Path;
}

/** Finds what the type of a component does not take, lacks, or must not have in plain text. */
export function checkComponent(resource: Resource, report: Report): void {
  const spec = fieldsOf(resource.value.spec);
  const type = textOf(spec.type) ?? '';
  const known = knownComponent(type);
  const entries = entriesOf(resource);
  checkEntries(resource, entries, report);
  if (known === undefined) {
    if (type !== '') reportUnknownType(resource, type, report);
    return;
  }
  const present = presentTypeOf(type);
  if (present !== undefined) {
    report(
      'dapr-deprecated',
      'info',
      resource.at(['spec', 'type']),
      `${type} is a former name of ${present}`,
      `write type: ${present}`,
      sameAs(resource, ['spec', 'type'], present),
    );
  }
  if (known === 'bare') return;
  checkVersion(resource, textOf(spec.version), known, report);
  for (const entry of entries) checkEntry(resource, type, known, entry, report);
  if (known.checked) checkRequired(resource, type, known, entries, report);
}

/** What stands under `spec.metadata`, as far as it has a name. */
export function entriesOf(resource: Resource): Entry[] {
  return listOf(fieldsOf(resource.value.spec).metadata).flatMap((each, index) => {
    const fields = fieldsOf(each);
    const name = textOf(fields.name);
    return name === undefined ? [] : [{ name, fields, path: ['spec', 'metadata', index] }];
  });
}

/** Plain value of a component's metadata, whatever the case of its name. */
export function metadataValue(resource: Resource, name: string): string | undefined {
  const entry = entriesOf(resource).find((each) => sameName(each.name, name));
  const value = entry?.fields.value;
  return value === undefined || value === null ? undefined : String(value);
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function reportUnknownType(resource: Resource, type: string, report: Report): void {
  if (isFilledIn(type)) return;
  const [kind = ''] = type.split('.');
  const names = componentTypes
    .filter((each) => each.startsWith(`${kind}.`))
    .map((each) => each.slice(kind.length + 1));
  const name = suggest(type.slice(kind.length + 1), names);
  const isOfNoKind = names.length === 0;
  const nearest = isOfNoKind ? suggest(type, componentTypes) : name && `${kind}.${name}`;
  const kinds = [...new Set(componentTypes.map((each) => each.split('.')[0]))];
  report(
    'dapr-component-type',
    nearest === undefined && !isOfNoKind ? 'info' : 'error',
    resource.at(['spec', 'type']),
    `Dapr has no component of type ${type}${orMeant(nearest)}`,
    nearest !== undefined
      ? undefined
      : isOfNoKind
        ? `a type begins with one of ${kinds.join(', ')}`
        : 'a pluggable component has to run beside its sidecars',
    meant(resource, ['spec', 'type'], nearest),
  );
}

function checkVersion(
  resource: Resource,
  version: string | undefined,
  { versions }: KnownComponent,
  report: Report,
): void {
  if (version === undefined || versions.includes(version)) return;
  report(
    'dapr-component-type',
    'error',
    resource.at(['spec', 'version']),
    `there is no version ${version} of it; ${versions.join(' or ')}`,
    undefined,
    meant(resource, ['spec', 'version'], versions.length === 1 ? versions[0] : undefined),
  );
}

/** What holds of an entry whatever its type. */
function checkEntries(resource: Resource, entries: readonly Entry[], report: Report): void {
  const seen = new Map<string, Entry>();
  for (const entry of entries) {
    const { name, fields, path } = entry;
    const first = seen.get(name.toLowerCase());
    if (first === undefined) seen.set(name.toLowerCase(), entry);
    else {
      report(
        'dapr-duplicate',
        'error',
        resource.at([...path, 'name']),
        `metadata ${name} stands here twice`,
        undefined,
        { related: [{ message: 'the other one', at: resource.at([...first.path, 'name']) }] },
      );
    }
    const ways = ['value', 'secretKeyRef', 'envRef'].filter((way) => fields[way] !== undefined);
    if (ways.length > 1)
      report(
        'dapr-metadata',
        'error',
        resource.at(path),
        `metadata ${name} has ${ways.join(' and ')}: one may stand`,
      );
    const variable = textOf(fields.envRef);
    if (variable !== undefined && /^(APP_API_TOKEN|DAPR_.*|.*\s.*|)$/.test(variable)) {
      report(
        'dapr-metadata',
        'error',
        resource.at([...path, 'envRef']),
        `daprd does not hand out the variable '${variable}'`,
        'name another variable: none that begins with DAPR_, nor APP_API_TOKEN',
      );
    }
  }
}

function checkEntry(
  resource: Resource,
  type: string,
  known: KnownComponent,
  { name, fields, path }: Entry,
  report: Report,
): void {
  const written = nameIn(known, name);
  const field = written === undefined ? undefined : known.metadata[written];
  if (field === undefined) {
    reportUnknownMetadata(resource, type, known, name, path, report);
    return;
  }
  if (field.deprecated) {
    report(
      'dapr-deprecated',
      'info',
      resource.at([...path, 'name']),
      `metadata ${name} of ${type} is deprecated`,
    );
  }
  if (fields.value === undefined || fields.value === null) return;
  checkMetadataValue(resource, name, field, fields.value, [...path, 'value'], report);
}

/** Names with a placeholder, such as `<topic-name>.avroschema`, stand for many. */
function nameIn({ metadata }: KnownComponent, name: string): string | undefined {
  return Object.keys(metadata).find((each) => {
    if (!each.startsWith('<')) return sameName(each, name);
    const suffix = each.slice(each.indexOf('>') + 1);
    return name.length > suffix.length && name.endsWith(suffix);
  });
}

/** Metadata files of some components are not complete, so there only what looks like a slip is one. */
function reportUnknownMetadata(
  resource: Resource,
  type: string,
  known: KnownComponent,
  name: string,
  path: Path,
  report: Report,
): void {
  const free = freeNames(known, entriesOf(resource));
  const nearest = suggest(name, free);
  if (nearest === undefined && known.checked !== true) return;
  report(
    'dapr-metadata',
    nearest === undefined || known.checked !== true ? 'warning' : 'error',
    resource.at([...path, 'name']),
    `${type} does not read metadata ${name}${didYouMean(name, free)}`,
    'daprd passes over it without a word',
    meant(resource, [...path, 'name'], nearest),
  );
}

/** Names of a component's metadata that no entry has: what a misspelt one may mean. */
function freeNames({ metadata }: KnownComponent, entries: readonly Entry[]): string[] {
  const given = new Set(entries.map(({ name }) => name.toLowerCase()));
  return Object.keys(metadata).filter((name) => !name.startsWith('<') && !given.has(name.toLowerCase()));
}

/** What metadata files of unchecked components call required may come with a request, so it is not asked for. */
function checkRequired(
  resource: Resource,
  type: string,
  known: KnownComponent,
  entries: readonly Entry[],
  report: Report,
): void {
  const given = new Set(entries.map(({ name }) => name.toLowerCase()));
  const has = (name: string): boolean => given.has(name.toLowerCase());
  // One that is misspelt is not missing as well: the fault is the slip.
  const free = freeNames(known, entries);
  const slips = entries.filter(({ name }) => nameIn(known, name) === undefined);
  const wanted = new Set(slips.map(({ name }) => suggest(name, free)));
  const isMeant = (name: string): boolean => has(name) || wanted.has(name);
  const at = resource.at(['spec', 'metadata'], 'key');
  for (const [name, { required }] of Object.entries(known.metadata)) {
    if (required && !isMeant(name))
      report('dapr-metadata-missing', 'error', at, `${type} needs metadata ${name}`);
  }
  const authType = metadataValue(resource, 'authType');
  const needed =
    authType !== undefined && known.auth && Object.hasOwn(known.auth, authType) ? known.auth[authType] : [];
  const missing = (needed ?? []).filter((name) => !isMeant(name));
  if (missing.length > 0)
    report('dapr-metadata-missing', 'error', at, `authType ${authType} needs ${missing.join(' and ')}`);
  const { logins, exclusive = [] } = known;
  if (logins !== undefined && !logins.some((names) => names.every(isMeant))) {
    const ways = [...new Set(logins.map((names) => names.join(' and ')))];
    report('dapr-metadata-missing', 'error', at, `${type} needs ${ways.join(', or ')}`);
  }
  for (const group of exclusive) {
    const both = group.filter(has);
    if (both.length > 1)
      report(
        'dapr-metadata',
        'error',
        at,
        `${both.join(' and ')} cannot stand together: ${type} does not start`,
      );
  }
}
