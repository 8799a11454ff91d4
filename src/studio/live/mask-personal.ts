import { type DataField, fieldsOf } from '../../draw/data-fields.ts';
import type { Architecture, EventContract } from '../../model/architecture.ts';

/** What stands in the place of a value that nobody shall see. */
export const mask = '•••';

/**
 * Data of an event without what is personal, and without what the design knows nothing of: nobody has said that it is
 * not. Lists and maps keep their shape.
 */
export function maskPersonal(data: unknown, event: EventContract, { schemas }: Architecture): unknown {
  return maskFields(data, fieldsOf(event.data, schemas));
}

/** The data of a message as a person may see them, as JSON; undefined where the text is no JSON. */
export function shownData(
  text: string,
  event: EventContract,
  architecture: Architecture,
): string | undefined {
  try {
    const message: unknown = JSON.parse(text);
    const data = event.envelope === 'raw' ? message : (message as { readonly data?: unknown } | null)?.data;
    return JSON.stringify(maskPersonal(data, event, architecture), null, 2);
  } catch {
    return undefined;
  }
}

function maskFields(value: unknown, fields: readonly DataField[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return mask;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const own = fields.filter((field) => field.name === name);
      const known = own.length > 0 ? own : fields.filter((field) => field.name === '*');
      if (known.length === 0 || known.some(({ personal }) => personal)) return [name, mask];
      return [name, maskValue(inner, known)];
    }),
  );
}

/** A value that fits one of some fields: alternatives share a name. */
function maskValue(value: unknown, fields: readonly DataField[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const inner = fields.flatMap((field) => field.fields);
  const of = fields[0]?.of;
  if (Array.isArray(value)) {
    const isPlain = value.every((item) => typeof item !== 'object' || item === null);
    return value.map((item) =>
      Array.isArray(item)
        ? mask
        : typeof item === 'object' && item !== null
          ? maskFields(item, inner)
          : isPlain
            ? item
            : mask,
    );
  }
  if (of === 'members')
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        typeof item === 'object' && item !== null ? maskFields(item, inner) : item,
      ]),
    );
  return maskFields(value, inner);
}
