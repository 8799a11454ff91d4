import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of a program on the `PATH` or in the folders given; its bare name where it is in none, for the error's sake. */
export function findProgram(name: string, folders: readonly string[] = []): string {
  const places = [...(process.env.PATH ?? '').split(delimiter), ...folders];
  return places.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? name;
}
