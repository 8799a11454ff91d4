import { type Diagnostic, type Place, placeAt } from '../../../diagnostics/diagnostic.ts';
import { descend, readPointer } from '../../json-pointer.ts';
import type { Version } from '../detect-document.ts';
import { type Located, parseRef, placeId, type References } from '../references.ts';
import { explainFault } from './explain-fault.ts';
import { findFaults } from './find-faults.ts';
import { documentShape, type ShapeNode } from './shapes.ts';

/**
 * Checks a document against the official schema of its version, with what it refers to in other files. One diagnostic
 * for each root cause; none for a valid document. Payload schemas and bindings are checked by others.
 */
export function checkDocument(root: Located, version: Version, references: References): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  const check = (located: Located, shape: ShapeNode): void => {
    const { file, path } = located.at;
    const faults = findFaults(located.value, shape, (ref, steps, expected) => {
      const at: Place = { file, path: [...path, ...steps] };
      const target = parseRef(ref, file);
      if (target.kind !== 'file') return;
      if (target.file === root.at.file) {
        // Components that nothing uses are read by nobody else. That somebody refers to one is not said by following.
        const isThere = descend(root.value, readPointer(target.pointer)) !== undefined;
        if (!isThere || !/^(\/|$)/.test(target.pointer)) references.follow({ value: { $ref: ref }, at });
        return;
      }
      const found = references.follow({ value: { $ref: ref }, at });
      if (found === undefined || seen.has(placeId(found.at))) return;
      seen.add(placeId(found.at));
      check(found, expected);
    });
    for (const fault of faults) {
      const { at, ...rest } = explainFault(fault, located.value, `AsyncAPI ${version}`);
      diagnostics.push({ ...rest, at: { ...at, file, path: placeAt(located.at, ...at.path).path } });
    }
  };
  check(root, documentShape(version));
  return diagnostics;
}
