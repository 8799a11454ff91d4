import { placeAt } from '../../diagnostics/diagnostic.ts';
import { printYaml } from '../../print/yaml.ts';
import type { TextEdit, YamlText } from '../../spec/splice-edits.ts';
import { addToList, addToMap, addToSection, type EditContext, homeOf } from './edit-context.ts';
import { eventName, type Refusal, refuse, type StudioOperation, serviceName } from './operation.ts';

export type Planned = { readonly ok: true; readonly edits: readonly TextEdit[] } | Refusal;

type Operation<Kind extends StudioOperation['kind']> = Extract<StudioOperation, { readonly kind: Kind }>;

export function planAddDomain(context: EditContext, { name }: Operation<'add-domain'>): Planned {
  if (!serviceName.test(name)) return refuse(`${name} is no name: letters a to z, digits and hyphens`);
  if (context.architecture.domains[name] !== undefined) return refuse(`there is a domain ${name} already`);
  return planned(addToSection(context, context.root, 'domains', name, { flow: '{}', block: [] }));
}

export function planAddService(context: EditContext, { name, domain }: Operation<'add-service'>): Planned {
  const { services, domains } = context.architecture;
  if (!serviceName.test(name)) return refuse(`${name} is no name: letters a to z, digits and hyphens`);
  if (services[name] !== undefined) return refuse(`there is a service ${name} already`);
  if (domains[domain] === undefined) return refuse(`there is no domain ${domain}`);
  const file = homeOf(context, 'services', domain);
  const yaml: YamlText = { flow: `{ domain: ${domain} }`, block: [`domain: ${domain}`] };
  return planned(addToSection(context, file, 'services', name, yaml));
}

export function planAddEvent(context: EditContext, operation: Operation<'add-event'>): Planned {
  const { name, as, summary, publisher } = operation;
  const { events, domains, services } = context.architecture;
  if (!eventName.test(name))
    return refuse(`${name} is no name of an event`, 'it is <domain>.<entity>.<action>: todos.task.created');
  if (events[name] !== undefined) return refuse(`there is an event ${name} already`);
  const [domain = '', entity = ''] = name.split('.');
  if (domains[domain] === undefined)
    return refuse(`there is no domain ${domain}`, `add the domain ${domain} first`);
  const key = `${entity.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Id`;
  const told = [
    ...(summary === undefined || summary.trim() === '' ? [] : [`summary: ${JSON.stringify(summary.trim())}`]),
    ...(as === 'notification' ? [] : [`kind: ${as}`]),
    `key: ${key}`,
  ];
  const yaml: YamlText = {
    flow: `{ ${told.join(', ')}, data: { type: object, required: [${key}], properties: { ${key}: { type: string } } } }`,
    block: [
      ...told,
      'data:',
      '  type: object',
      `  required: [${key}]`,
      '  properties:',
      `    ${key}: { type: string }`,
    ],
  };
  const edits = [addToSection(context, homeOf(context, 'events', domain), 'events', name, yaml)];
  if (publisher !== undefined) {
    const service = services[publisher];
    if (service === undefined) return refuse(`there is no service ${publisher}`);
    edits.push(addToList(context, service.at, 'publishes', name));
  }
  return planned(...edits);
}

export function planAddSubscription(
  context: EditContext,
  { service: by, event }: Operation<'add-subscription'>,
): Planned {
  const service = context.architecture.services[by];
  if (service === undefined) return refuse(`there is no service ${by}`);
  if (context.architecture.events[event] === undefined) return refuse(`there is no event ${event}`);
  if (service.subscriptions.some((one) => one.event === event && one.origin.kind === 'written'))
    return refuse(`${by} takes ${event} already`);
  return planned(addToMap(context, service.at, 'subscribes', event, { flow: '{}', block: [] }));
}

export function planAddPublication(
  context: EditContext,
  { service: by, event }: Operation<'add-publication'>,
): Planned {
  const service = context.architecture.services[by];
  if (service === undefined) return refuse(`there is no service ${by}`);
  if (context.architecture.events[event] === undefined) return refuse(`there is no event ${event}`);
  const isOwn = service.publications.some(
    (one) => one.event === event && one.on === undefined && one.origin.kind === 'written',
  );
  if (isOwn) return refuse(`${by} publishes ${event} already`);
  return planned(addToList(context, service.at, 'publishes', event));
}

export function planMoveService(context: EditContext, { name, domain }: Operation<'move-service'>): Planned {
  const service = context.architecture.services[name];
  if (service === undefined) return refuse(`there is no service ${name}`);
  if (context.architecture.domains[domain] === undefined) return refuse(`there is no domain ${domain}`);
  if (service.domain === domain) return refuse(`${name} is in ${domain} already`);
  const at = placeAt(service.at, 'domain');
  return planned(
    context.valueAt(at) === undefined
      ? { at: service.at, insert: { key: 'domain', yaml: { flow: domain, block: [] } } }
      : { at, text: domain },
  );
}

/** The next major version: a copy of the contract under its name, published by the same services. */
export function planVersionEvent(context: EditContext, { name }: Operation<'version-event'>): Planned {
  const { events, services } = context.architecture;
  const event = events[name];
  if (event === undefined) return refuse(`there is no event ${name}`);
  const base = name.replace(/\.v\d+$/, '');
  const next = `${base}.v${event.major + 1}`;
  if (events[next] !== undefined) return refuse(`there is ${next} already`);
  const value = context.valueAt(event.at);
  if (typeof value !== 'object' || value === null)
    return refuse(`${name} is not written in a file of the design`);
  const {
    previous: _previous,
    deprecated: _deprecated,
    version: _version,
    ...kept
  } = value as {
    readonly [key: string]: unknown;
  };
  const copy = { ...kept, version: `${event.major + 1}.0.0` };
  const edits: TextEdit[] = [
    {
      at: { file: event.at.file, path: event.at.path.slice(0, -1) },
      insert: { key: next, after: name, yaml: yamlOf(copy) },
    },
  ];
  if (context.valueAt(placeAt(event.at, 'deprecated')) === undefined) {
    const deprecated = `{ since: ${event.version}, replacedBy: ${next} }`;
    edits.push({ at: event.at, insert: { key: 'deprecated', yaml: { flow: deprecated, block: [] } } });
  }
  for (const service of Object.values(services)) {
    const isOwn = service.publications.some(
      (one) => one.event === name && one.on === undefined && one.origin.kind === 'written',
    );
    if (isOwn) edits.push(addToList(context, service.at, 'publishes', next));
  }
  return planned(...edits);
}

/** A value that is written anew: over several lines, or on one where it has to be. */
function yamlOf(value: object): YamlText {
  return { flow: JSON.stringify(value), block: printYaml(value, { shortLists: true }).trimEnd().split('\n') };
}

function planned(...edits: readonly TextEdit[]): Planned {
  return { ok: true, edits };
}
