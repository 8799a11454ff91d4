import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The DDL that generated migrations consist of, in order. */
export const runtimeSchema = [
  'schema',
  'outbox',
  'outbox-history',
  'inbox',
  'dead-letter',
  'saga',
  'event-store',
]
  .map((name) => fileURLToPath(new URL(`../../src/runtime/sql/${name}.sql`, import.meta.url)))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
