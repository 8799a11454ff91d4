import { isMap } from '../is-map.ts';
import type { Message } from './document.ts';
import { cloudEventHeaderPrefix } from './envelope.ts';
import { inlineReferences } from './inline-references.ts';
import type { References } from './references.ts';

type Values = { readonly [key: string]: unknown };

/**
 * The headers of a message that its event has no attributes of: names that the language does not take for attributes,
 * and what is said of all of them; undefined where nothing is left.
 * @param said what the event says in the language
 */
export function keptHeaders(
  { headers, cloudEvent }: Message,
  { attributes }: Values,
  references: References,
): Values | undefined {
  const written = headers
    .filter(({ format }) => format === 'json')
    .map((schema) => inlineReferences(schema, references))
    .filter(isMap);
  const [first, ...others] = written;
  if (first === undefined || written.length < headers.length) return undefined;
  const whole = others.length === 0 ? first : { allOf: written };
  if (cloudEvent?.binary === true) {
    const prefix = cloudEventHeaderPrefix(Object.keys(isMap(whole.properties) ? whole.properties : {}));
    return prefix === undefined ? undefined : without(whole, prefix);
  }
  const imported = isMap(attributes) ? attributes : {};
  if (Object.keys(imported).length === 0) return whole;
  // That they are an object is said by the attributes; which of these are required is said here alone.
  const { type: _, required, ...rest } = whole;
  const left = without(rest, (name) => Object.hasOwn(imported, name));
  return required === undefined ? left : { ...left, required };
}

/** Headers without some of them; undefined where nothing is left to say. */
function without(headers: Values, isLeftOut: (name: string) => boolean): Values | undefined {
  const { properties, required, ...rest } = headers;
  const kept = Object.entries(isMap(properties) ? properties : {}).filter(([name]) => !isLeftOut(name));
  const names = Array.isArray(required) ? required.filter((name) => !isLeftOut(String(name))) : [];
  const all = {
    ...rest,
    ...(kept.length === 0 ? {} : { properties: Object.fromEntries(kept) }),
    ...(names.length === 0 ? {} : { required: names }),
  };
  return Object.keys(all).every((keyword) => keyword === 'type') ? undefined : all;
}
