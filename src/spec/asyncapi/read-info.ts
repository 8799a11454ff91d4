import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import { type Fields, fieldsOf, memberOf, textIn } from './fields.ts';
import type { References } from './references.ts';

export interface DocumentInfo {
  readonly file: string;
  readonly version: string;
  readonly id?: string;
  readonly title: string;
  readonly release: string;
  readonly description?: string;
  readonly contentType?: string;
  readonly securitySchemes: readonly string[];
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
  const { components } = root.map;
  const schemes = isMap(components) && isMap(components.securitySchemes) ? components.securitySchemes : {};
  return {
    file: root.at.file,
    version: String(root.map.asyncapi),
    ...(id === undefined ? {} : { id }),
    title: textIn(info, 'title') ?? '',
    release: textIn(info, 'version') ?? '',
    ...(description === undefined ? {} : { description }),
    ...(contentType === undefined ? {} : { contentType }),
    securitySchemes: Object.keys(schemes),
    at: placeAt(root.at, 'info'),
  };
}
