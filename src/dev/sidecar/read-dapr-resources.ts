import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { DaprResource } from './dapr-resource.ts';
import { decodeDaprResource } from './decode-dapr-resource.ts';

export interface DaprResources {
  readonly resources: readonly DaprResource[];
  readonly problems: readonly Diagnostic[];
}

/**
 * Reads every `*.yaml` and `*.yml` of the folders, not of those below them, in the order of their names, as daprd
 * does with `--resources-path`. Places are relative to `root`, by default the working directory.
 */
export async function readDaprResources(
  dirs: readonly string[],
  root = process.cwd(),
): Promise<DaprResources> {
  const resources: DaprResource[] = [];
  const problems: Diagnostic[] = [];
  for (const dir of dirs) {
    let names: string[];
    try {
      names = await readdir(dir);
    } catch (error) {
      problems.push(unreadable(place(root, dir), error));
      continue;
    }
    for (const name of names.filter((entry) => /\.ya?ml$/.test(entry)).sort()) {
      const path = join(dir, name);
      const file = place(root, path);
      try {
        const parsed = parseDaprResources(await readFile(path, 'utf8'), file);
        resources.push(...parsed.resources);
        problems.push(...parsed.problems);
      } catch (error) {
        problems.push(unreadable(file, error));
      }
    }
  }
  return { resources, problems: [...problems, ...findDuplicates(resources)] };
}

/** Reads the resources of one YAML text, which may hold several documents. `file` is named in the problems. */
export function parseDaprResources(text: string, file: string): DaprResources {
  const resources: DaprResource[] = [];
  const problems: Diagnostic[] = [];
  const documents = parseAllDocuments(text, { logLevel: 'error' });
  for (const document of Array.isArray(documents) ? documents : []) {
    for (const error of document.errors) {
      const [offset, end] = error.pos;
      problems.push({
        code: 'dapr-resource',
        severity: 'error',
        message: error.message.split('\n', 1)[0] ?? error.message,
        at: { file, path: [], range: { offset, length: end - offset } },
      });
    }
    if (document.errors.length > 0) continue;
    const decoded = decodeDaprResource(document.toJS(), { file, path: [] });
    if (decoded.resource !== undefined) resources.push(decoded.resource);
    problems.push(...decoded.problems);
  }
  return { resources, problems };
}

function findDuplicates(resources: readonly DaprResource[]): readonly Diagnostic[] {
  const seen = new Map<string, DaprResource>();
  const problems: Diagnostic[] = [];
  for (const resource of resources) {
    if (resource.kind !== 'Component') continue;
    const first = seen.get(resource.name);
    if (first === undefined) {
      seen.set(resource.name, resource);
      continue;
    }
    problems.push({
      code: 'dapr-resource',
      severity: 'error',
      message: `two components are called ${resource.name}`,
      at: resource.at,
      related: [{ message: 'the other one', at: first.at }],
    });
  }
  return problems;
}

function unreadable(file: string, error: unknown): Diagnostic {
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'dapr-resource',
    severity: 'error',
    message: `cannot be read: ${message}`,
    at: { file, path: [] },
  };
}

function place(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}
