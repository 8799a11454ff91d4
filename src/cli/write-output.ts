import { writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { lstatIfThere, replaceFile } from '../write/replace-file.ts';

/** Writes a file that the command line names. Devices and links are written through; a file is replaced at once. */
export function writeOutput(path: string, content: string | Uint8Array): void {
  const stat = lstatIfThere(path);
  if (stat === undefined || stat.isFile()) replaceFile(dirname(path), basename(path), content, new Set());
  else writeFileSync(path, content);
}
