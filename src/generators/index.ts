import { daprGenerator } from './dapr/dapr-generator.ts';
import type { Generator } from './generator.ts';
import { postgresGenerator } from './postgres/postgres-generator.ts';

/** Every generator, in the order in which they run and are listed. */
export const generators: readonly Generator[] = [postgresGenerator, daprGenerator];
