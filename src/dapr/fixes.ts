import type { Diagnostic, FixEdit, Path } from '../diagnostics/diagnostic.ts';
import type { Resource } from './resource.ts';

type Fixed = Pick<Diagnostic, 'fix'>;

/** Another word where one stands that is most likely a slip. Not safe: what was passed over takes effect. */
export function meant(resource: Resource, path: Path, text: string | undefined, on?: 'key'): Fixed {
  return text === undefined ? {} : fixOf(`write ${text}`, false, [writeAt(resource, path, text, on)]);
}

/** Another word for the same. */
export function sameAs(resource: Resource, path: Path, text: string, on?: 'key'): Fixed {
  return fixOf(`write ${text}`, true, [writeAt(resource, path, text, on)]);
}

/** A fix of several edits, none where one of them is not possible. */
export function fixOf(title: string, safe: boolean, edits: readonly (FixEdit | undefined)[]): Fixed {
  const possible = edits.filter((edit) => edit !== undefined);
  return possible.length < edits.length ? {} : { fix: { safe, title, edits: possible } };
}

/** Another text for a scalar; undefined where it stands elsewhere, behind an alias. */
export function writeAt(resource: Resource, path: Path, text: string, on?: 'key'): FixEdit | undefined {
  return resource.isWritten(path, on) ? { at: resource.at(path, on), text } : undefined;
}
