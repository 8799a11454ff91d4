import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import type { ComponentBindings, NamedUse, SecurityScheme } from './document.ts';
import {
  type Fields,
  fieldsOf,
  itemsIn,
  memberOf,
  nameIn,
  objectsIn,
  protocolsIn,
  textIn,
} from './fields.ts';
import { schemeType } from './read-server.ts';
import type { References } from './references.ts';

export interface DocumentInfo {
  readonly file: string;
  readonly version: string;
  readonly id?: string;
  readonly title: string;
  readonly release: string;
  readonly description?: string;
  readonly contentType?: string;
  readonly securitySchemes: readonly SecurityScheme[];
  readonly tagLists: readonly (readonly NamedUse[])[];
  readonly componentBindings: readonly ComponentBindings[];
  readonly at: Place;
}

/** What both major versions say alike: `info`, `id`, `defaultContentType`, names of security schemes. */
export function readInfo(root: Fields, references: References): DocumentInfo {
  const written = memberOf(root, 'info');
  const info = (written === undefined ? undefined : fieldsOf(written, references)) ?? {
    map: {},
    at: root.at,
  };
  const id = textIn(root, 'id');
  const description = textIn(info, 'description');
  const contentType = textIn(root, 'defaultContentType');
  const components = memberOf(root, 'components');
  const schemes =
    components !== undefined && isMap(components.value)
      ? objectsIn({ map: components.value, at: components.at }, 'securitySchemes', references)
      : [];
  return {
    file: root.at.file,
    version: String(root.map.asyncapi),
    ...(id === undefined ? {} : { id }),
    title: textIn(info, 'title') ?? '',
    release: textIn(info, 'version') ?? '',
    ...(description === undefined ? {} : { description }),
    ...(contentType === undefined ? {} : { contentType }),
    securitySchemes: schemes.map(({ name, object }) => {
      const type = schemeType(object);
      return { name, ...(type === undefined ? {} : { type }) };
    }),
    tagLists: [root, info].map((fields) =>
      itemsIn(fields, 'tags').flatMap((item) => {
        const tag = fieldsOf(item, references);
        return (tag === undefined ? undefined : nameIn(tag, 'name')) ?? [];
      }),
    ),
    componentBindings: bindingKinds.flatMap(({ key, object }) =>
      components === undefined || !isMap(components.value)
        ? []
        : objectsIn({ map: components.value, at: components.at }, key, references).map((one) => ({
            object,
            bindings: protocolsIn(one.object, references),
          })),
    ),
    at: placeAt(root.at, 'info'),
  };
}

const bindingKinds = [
  { key: 'serverBindings', object: 'server' },
  { key: 'channelBindings', object: 'channel' },
  { key: 'operationBindings', object: 'operation' },
  { key: 'messageBindings', object: 'message' },
] as const;
