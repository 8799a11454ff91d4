import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Imports a package as the project has it, or as eda has it; undefined where neither does. */
export async function loadPackage<Module>(project: string, name: string): Promise<Module | undefined> {
  for (const folder of [project, fileURLToPath(new URL('.', import.meta.url))]) {
    let file: string;
    try {
      file = createRequire(join(folder, 'package.json')).resolve(name);
    } catch {
      continue;
    }
    const module = await import(pathToFileURL(file).href);
    return (module.default ?? module) as Module;
  }
  return undefined;
}
