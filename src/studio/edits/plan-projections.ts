import { onKey } from '../../diagnostics/diagnostic.ts';
import type { YamlText } from '../../spec/splice-edits.ts';
import { addToSection, type EditContext } from './edit-context.ts';
import { refuse, type StudioOperation, serviceName } from './operation.ts';
import type { Planned } from './plan-additions.ts';

type Operation<Kind extends StudioOperation['kind']> = Extract<StudioOperation, { readonly kind: Kind }>;

/** A read model with the key of its event, and one column: a count, to be changed by whoever needs another. */
export function planAddProjection(
  context: EditContext,
  { name, service: by, event: from }: Operation<'add-projection'>,
): Planned {
  const { projections, services, events } = context.architecture;
  const service = services[by];
  const event = events[from];
  if (!serviceName.test(name)) return refuse(`${name} is no name: letters a to z, digits and hyphens`);
  if (projections[name] !== undefined) return refuse(`there is a projection ${name} already`);
  if (service === undefined) return refuse(`there is no service ${by}`);
  if (event === undefined) return refuse(`there is no event ${from}`);
  const keys = event.key.map((path) => path.join('.'));
  if (keys.length === 0) return refuse(`${from} has no key, which the rows of a projection need`);
  const key = keys.length === 1 ? (keys[0] ?? '') : `[${keys.join(', ')}]`;
  const told = [`service: ${by}`, `from: [${from}]`, `key: ${key}`, 'columns: { total: integer }'];
  const yaml: YamlText = { flow: `{ ${told.join(', ')} }`, block: told };
  const { file } = context.source.placeOf(service.at);
  const home = context.source.texts.has(file) ? file : context.root;
  return { ok: true, edits: [addToSection(context, home, 'projections', name, yaml)] };
}

export function planRenameProjection(
  { architecture: { projections } }: EditContext,
  { from, to }: Operation<'rename-projection'>,
): Planned {
  const projection = projections[from];
  if (projection === undefined) return refuse(`there is no projection ${from}`);
  if (!serviceName.test(to)) return refuse(`${to} is no name: letters a to z, digits and hyphens`);
  if (projections[to] !== undefined) return refuse(`there is a projection ${to} already`);
  return { ok: true, edits: [{ at: onKey(projection.at), text: to }] };
}

export function planDeleteProjection(
  { architecture: { projections } }: EditContext,
  { name }: Operation<'delete-projection'>,
): Planned {
  const projection = projections[name];
  return projection === undefined
    ? refuse(`there is no projection ${name}`)
    : { ok: true, edits: [{ at: projection.at, remove: true }] };
}
