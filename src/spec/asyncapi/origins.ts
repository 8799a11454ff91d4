import type { Path, Place } from '../../diagnostics/diagnostic.ts';
import { placeId } from './references.ts';

/**
 * Where the words of translated values stand in their documents. A translated value has the file of its document and a
 * path of the language (`events/…`), which no document has; the way back is taken only when a place is shown.
 */
export interface Origins {
  add(translated: Place, origin: Place): void;
  /** The place in the document; places that were not translated stay. */
  placeOf(place: Place): Place;
}

/** Starts an empty record. */
export function createOrigins(): Origins {
  // Most runs ask for no place: what was added is indexed when the first one is asked for.
  const added: { readonly translated: Place; readonly origin: Place }[] = [];
  const origins = new Map<string, Place>();
  const placeOf = (place: Place): Place => {
    for (const { translated, origin } of added) origins.set(placeId(translated), origin);
    added.length = 0;
    if (origins.size === 0 || place.range !== undefined) return place;
    for (let length = place.path.length; length > 0; length--) {
      const origin = origins.get(placeId({ file: place.file, path: place.path.slice(0, length) }));
      if (origin === undefined) continue;
      const path: Path = [...origin.path, ...place.path.slice(length)];
      // One step may lead to a translated place: what `eda.yaml` leaves to a document.
      return placeOf({ file: origin.file, path, ...(place.on === undefined ? {} : { on: place.on }) });
    }
    return place;
  };
  return { add: (translated, origin) => void added.push({ translated, origin }), placeOf };
}
