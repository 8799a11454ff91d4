import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { componentsFolder } from '../../src/dev/daprd/find-daprd.ts';

/** Folder of the newest version of a component that `npm run components` keeps; throws where there is none. */
export function findComponent(name: string): string {
  const folder = componentsFolder(process.env);
  const [newest] = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((each) => each.startsWith(`${name}-`))
    .sort()
    .reverse();
  if (newest === undefined) throw new Error(`there is no ${name} in ${folder}: npm run components ${name}`);
  return join(folder, newest);
}
