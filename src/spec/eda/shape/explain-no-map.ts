import type { Path } from '../../../diagnostics/diagnostic.ts';
import type { Explanation } from './explanation.ts';
import { type Shape, shapeAt, tagsOf } from './shape-schema.ts';
import { labelOf, showValue, thingOf, yamlText } from './wording.ts';

/** A map is expected: most often somebody wrote the one value that matters, or a list of names. */
export function explainNoMap(path: Path, value: unknown, shape: Shape, root: unknown): Partial<Explanation> {
  if (Array.isArray(value) && value.length === 1 && typeof value[0] === 'object') {
    return { help: 'write the map itself, without the leading hyphen' };
  }
  if (shape.kind === 'brokerConnection') return explainBroker(path, value, root);
  const help = Object.hasOwn(shortForms, shape.kind) ? shortForms[shape.kind]?.(value) : undefined;
  if (help !== undefined) return { help };
  const section = String(path.at(-1));
  if (Object.hasOwn(members, section)) {
    const { of, member } = members[section] ?? { of: section, member: '' };
    const [first] = [value].flat();
    const name = typeof first === 'string' ? yamlText(first) : '…';
    return {
      message: `${labelOf(path)} is ${showValue(value)}; a map of ${of} is expected`,
      help: `write \`{ ${name}: ${member} }\``,
    };
  }
  if (shape.kind === 'any' || shape.kind === 'passthrough') return {};
  return { message: `${labelOf(path)} is ${showValue(value)}; ${thingOf(shape.kind)} is a map` };
}

function explainBroker(path: Path, value: unknown, root: unknown): Partial<Explanation> {
  const types = tagsOf(shapeAt(root, path).node);
  const type = types.find((each) => each === value) ?? types[0];
  return { help: `write \`{ type: ${type} }\`` };
}

/** What to write instead of a scalar; by the kind of map. */
const shortForms: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  retry: (value) => (typeof value === 'number' ? `write \`retry: { attempts: ${value} }\`` : undefined),
  bulk: (value) => `write \`bulk: { max: ${typeof value === 'number' ? value : '100, wait: 1s'} }\``,
  auth: () => 'write `auth: { type: password, secret: <name> }`',
  registry: (value) => `write \`registry: { url: ${textOr(value)} }\``,
  databaseServer: (value) => `write \`database: { server: ${textOr(value)} }\``,
  secrets: (value) => `write \`secrets: { type: ${textOr(value)} }\``,
  docs: (value) => `write \`docs: { pages: [${textOr(value)}] }\``,
  lint: (value) => `write \`lint: { extends: ${textOr(value)} }\``,
  operation: (value) =>
    `write \`{ get: ${typeof value === 'string' && value.startsWith('/') ? `'${value}'` : '…'} }\``,
  deprecated: () => "write `deprecated: { since: '1.0.0' }`",
  generatorOptions: () => 'write a map of options, `{}` for none, or `false`',
  event: () => 'write `{ data: … }`, and what else there is to say',
};

/** Maps that people write as lists: what they are of, and what stands behind a name. */
const members: Readonly<Record<string, { readonly of: string; readonly member: string }>> = {
  subscribes: { of: 'events', member: '{}' },
  columns: { of: 'columns', member: 'text' },
  keys: { of: 'events', member: '<path>' },
  calls: { of: 'services', member: '{ … }' },
  ...Object.fromEntries(
    ['events', 'services', 'domains', 'teams', 'topics', 'brokers', 'environments'].map((of) => [
      of,
      { of, member: '{ … }' },
    ]),
  ),
};

function textOr(value: unknown): string {
  return typeof value === 'string' ? yamlText(value) : '…';
}
