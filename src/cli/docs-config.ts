import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DocsConfig } from '../model/architecture.ts';
import { readDocs } from '../model/build/project.ts';
import { checkShape } from '../spec/eda/shape/check-shape.ts';
import { isMap } from '../spec/is-map.ts';
import { createLocator } from '../spec/locate.ts';
import { createDiskFiles, describeProblem } from '../spec/project-files.ts';
import { readYaml } from '../spec/yaml.ts';
import { configName } from './config-file.ts';
import { foldersAbove, holdsOwn } from './folders-above.ts';

/** Why the `docs` of a config cannot be used. */
export interface FaultyConfig {
  readonly message: string;
  readonly help?: string;
}

/** The `docs` of the `eda.config.yaml` in a folder; undefined: there is no such file, or it says nothing of that. */
export function readDocsConfig(folder: string): DocsConfig | FaultyConfig | undefined {
  const read = createDiskFiles(folder).read(configName);
  if (!read.ok)
    return read.reason === 'missing' ? undefined : { message: `${configName}: ${describeProblem(read)}` };
  const { value, diagnostics } = readYaml(read.text, configName);
  const said = (fault: Diagnostic): FaultyConfig => {
    const { line, column } = createLocator(read.text)(fault.at);
    const { message, help } = fault;
    return {
      message: `${configName}:${line}:${column}: ${message}`,
      ...(help === undefined ? {} : { help }),
    };
  };
  const [unread] = diagnostics;
  if (unread !== undefined) return said(unread);
  if (!isMap(value) || value.docs === undefined) return undefined;
  // As in a root file, of which it is the only part.
  const root = { eda: 1, system: 'config', docs: value.docs };
  const [fault] = checkShape({ path: configName, value: root, role: 'root' });
  return fault === undefined ? readDocs(value.docs, configName) : said(fault);
}

/** The nearest folder, from one upwards, whose `eda.config.yaml` names pages. */
export function findDocsConfig(
  from: string,
): { readonly folder: string; readonly config: DocsConfig | FaultyConfig } | undefined {
  for (const folder of foldersAbove(from)) {
    const config = holdsOwn(folder, configName, from) ? readDocsConfig(folder) : undefined;
    if (config !== undefined) return { folder, config };
  }
  return undefined;
}
