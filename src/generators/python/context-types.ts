import { printPyImport } from '../../print/python.ts';
import type { ServiceView } from '../typescript/service-view.ts';

/** Types that contexts of the runtime take: clients of the called services, and the service's aggregates. */
export function contextTypes({ calls, aggregates }: ServiceView): {
  readonly calls: string;
  readonly aggregates: string;
} {
  return {
    calls: calls.length > 0 ? 'Calls' : 'None',
    aggregates: aggregates.length > 0 ? 'Aggregates' : 'None',
  };
}

/** Imports that these types need. */
export function contextImports({ calls, aggregates }: ServiceView): string {
  return (
    printPyImport('.aggregates', aggregates.length > 0 ? ['Aggregates'] : []) +
    printPyImport('.clients', calls.length > 0 ? ['Calls'] : [])
  );
}
