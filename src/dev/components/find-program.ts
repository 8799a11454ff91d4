import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

/** Path of a program on the `PATH` or in the folders given; its bare name where it is in none, for the error's sake. */
export function findProgram(name: string, folders: readonly string[] = []): string {
  return lookForProgram(process.env, name, folders) ?? name;
}

/** The same for any environment variables; undefined where it is in none. */
export function lookForProgram(
  env: Variables,
  name: string,
  folders: readonly string[] = [],
): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return [...(env.PATH ?? '').split(delimiter), ...folders]
    .flatMap((folder) => endings.map((ending) => join(folder, name + ending)))
    .find((path) => existsSync(path));
}
