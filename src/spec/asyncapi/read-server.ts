import { placeAt } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import type { SecurityAlternative, SecurityScheme, Server } from './document.ts';
import {
  bindingsIn,
  type Fields,
  fieldsOf,
  itemsIn,
  objectsIn,
  textIn,
  textsIn,
  variableOf,
  wordsIn,
} from './fields.ts';
import { type References, refSteps } from './references.ts';

/** Reads the security of a server or an operation, as the version of its document writes it. */
export type ReadSecurity = (fields: Fields) => SecurityAlternative[];

/** The servers of a document; 2.x writes their `url`, 3.x a `host` and a `pathname`. */
export function readServers(
  root: Fields,
  hostKey: 'url' | 'host',
  readSecurity: ReadSecurity,
  references: References,
): Server[] {
  return objectsIn(root, 'servers', references).map(({ name, object }) => {
    const pathname = hostKey === 'host' ? textIn(object, 'pathname') : undefined;
    return {
      name,
      host: textIn(object, hostKey) ?? '',
      protocol: textIn(object, 'protocol') ?? '',
      ...(pathname === undefined ? {} : { pathname }),
      ...wordsIn(object),
      variables: objectsIn(object, 'variables', references).map((variable) =>
        variableOf(variable.name, variable.object),
      ),
      security: readSecurity(object),
      bindings: bindingsIn(object, references),
      at: object.at,
    };
  });
}

/** 2.x: a list of alternatives, each of schemes by name with the scopes that they need; `{}` asks for none. */
export function readSecurity2(schemes: readonly SecurityScheme[]): ReadSecurity {
  const types = new Map(schemes.map(({ name, type }) => [name, type]));
  return (fields) =>
    itemsIn(fields, 'security').flatMap(({ value, at }) => {
      if (!isMap(value)) return [];
      const schemesOf = Object.entries(value).map(([name, scopes]) => {
        const type = types.get(name);
        return {
          name,
          ...(type === undefined ? {} : { type }),
          scopes: textsIn({ map: { scopes }, at }, 'scopes'),
          at: placeAt(at, name),
        };
      });
      return [schemesOf];
    });
}

/** 3.x: a list of schemes, or references to them. */
export function readSecurity3(references: References): ReadSecurity {
  return (fields) =>
    itemsIn(fields, 'security').map((item) => {
      const scheme = fieldsOf(item, references);
      const name = refSteps(item)?.at(-1);
      const type = scheme === undefined ? undefined : schemeType(scheme);
      return [
        {
          ...(name === undefined ? {} : { name }),
          ...(type === undefined ? {} : { type }),
          scopes: scheme === undefined ? [] : textsIn(scheme, 'scopes'),
          at: item.at,
        },
      ];
    });
}

/** `scramSha256`, `http bearer`: of HTTP the type alone says little. */
export function schemeType(scheme: Fields): string | undefined {
  const type = textIn(scheme, 'type');
  const kind = type === 'http' ? textIn(scheme, 'scheme') : undefined;
  return kind === undefined ? type : `${type} ${kind}`;
}
