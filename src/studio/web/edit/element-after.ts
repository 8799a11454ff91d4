import { elementId } from '../../../draw/graph/graph.ts';
import type { StudioOperation } from '../../edits/operation.ts';

/** The element that an operation makes, or leaves under another name; undefined: what was selected stays so. */
export function elementAfter(operation: StudioOperation): string | undefined {
  switch (operation.kind) {
    case 'add-domain':
      return elementId.domain(operation.name);
    case 'add-service':
      return elementId.service(operation.name);
    case 'add-event':
      return elementId.event(operation.name);
    case 'add-projection':
      return elementId.projection(operation.name);
    case 'rename-event':
      return elementId.event(operation.to);
    case 'rename-service':
      return elementId.service(operation.to);
    case 'rename-projection':
      return elementId.projection(operation.to);
    default:
      return undefined;
  }
}
