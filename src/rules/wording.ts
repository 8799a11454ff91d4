export { listNames } from '../diagnostics/list-names.ts';

/** A path as the spec writes it: `customer.id`, a dot in a name as `\.`. */
export function showPath(path: readonly string[]): string {
  return path.map((step) => step.replace(/[.\\]/g, '\\$&')).join('.');
}
