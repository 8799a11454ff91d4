import { parseAllDocuments } from 'yaml';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Architecture } from '../../model/architecture.ts';
import { indexArchitecture } from '../../model/query.ts';
import { loadDesign } from '../../pipeline.ts';
import { createMemoryFiles } from '../../spec/project-files.ts';
import type { Assets } from '../generator.ts';
import { daprGenerator } from './dapr-generator.ts';

export interface PlannedDesign {
  /** Text by path below a folder of `infra/<environment>/`; default: `dapr`. */
  files(environment: string, folder?: string): Map<string, string>;
  /** The values of a file, a document each; fails where there is none. */
  readAll(environment: string, path: string): { readonly [key: string]: unknown }[];
  /** The value of a file of one document. */
  read(environment: string, path: string): { readonly [key: string]: unknown };
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a design from its text; fails on its errors. */
export function readDesign(text: string): Architecture {
  const { architecture, diagnostics } = loadDesign(createMemoryFiles({ 'eda.yaml': text }), 'eda.yaml');
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  if (architecture === undefined || errors.length > 0) throw new Error(errors.join('\n'));
  return architecture;
}

/** Runs the generator over a design. */
export function planDesign(
  architecture: Architecture,
  options: { readonly [option: string]: unknown } = {},
): PlannedDesign {
  const plan = daprGenerator.plan({
    architecture,
    index: indexArchitecture(architecture),
    options,
    record: {},
    assets: noAssets,
  });
  const texts = new Map(plan.files.map((file) => [file.path, file.content()]));
  const files = (environment: string, below = 'dapr') => {
    const folder = `infra/${environment}/${below}/`;
    return new Map(
      [...texts]
        .filter(([path]) => path.startsWith(folder))
        .map(([path, text]) => [path.slice(folder.length), text]),
    );
  };
  const readAll = (environment: string, path: string) => {
    const text = files(environment).get(path);
    if (text === undefined) throw new Error(`no ${path}: ${[...files(environment).keys()].join(' ')}`);
    return [...parseAllDocuments(text)].map((document) => document.toJS());
  };
  return {
    files,
    readAll,
    read: (environment, path) => {
      const [only, ...others] = readAll(environment, path);
      if (only === undefined || others.length > 0) throw new Error(`${path} is not one document`);
      return only;
    },
    diagnostics: plan.diagnostics ?? [],
  };
}

/** The generator needs none: reading one is an error. */
const noAssets: Assets = new Proxy({} as Assets, {
  get: (_target, name) => {
    throw new Error(`the generator read assets.${String(name)}`);
  },
});
