import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { type ResourceFile, sortedFolders } from '../dapr/read-resources.ts';
import { readYamlFiles } from './read-yaml-files.ts';

/** YAML files that daprd or a cluster would read with one: those of its folder, or of the folders of resources beside it. */
export function daprNeighbours(path: string): {
  readonly folder: string;
  readonly files: readonly ResourceFile[];
} {
  const own = dirname(path);
  const folder = sortedFolders.has(basename(own)) ? dirname(own) : own;
  const folders = [folder, ...[...sortedFolders].map((name) => join(folder, name))];
  const paths = folders.flatMap((each) => yamlIn(each)).map((each) => relative(folder, each));
  const files = readYamlFiles(folder, paths);
  return { folder, files: typeof files === 'string' ? [] : files };
}

function yamlIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
      .map(({ name }) => join(folder, name))
      .filter((path) => statSync(path).size > 0);
  } catch {
    return [];
  }
}
