import { fileName } from '../../model/names.ts';

/** Path of a service's document, below the project. */
export function documentPath(service: string): string {
  return `asyncapi/${fileName(service)}.yaml`;
}

/** Path of the document of the system as a whole; no service's file name begins with `_s`. */
export const systemDocumentPath = 'asyncapi/_system.yaml';
