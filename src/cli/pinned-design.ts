import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '../diagnostics/suggest.ts';
import { isMap } from '../spec/is-map.ts';
import { climbs, hasBackslash, isRooted } from '../spec/path-shape.ts';
import { readYaml } from '../spec/yaml.ts';

/** A design that is kept elsewhere and pinned here: by a package manager, or as a submodule of git. */
export interface PinnedDesign {
  /** Its root file, relative to the folder that pins it. */
  readonly root: string;
  /** Services whose code lies here; empty: all of them. */
  readonly services: readonly string[];
}

/** Why it is not changed here. */
export const keptElsewhere = 'the design is pinned here and kept elsewhere';

const keys = new Set(['design', 'services', 'docs']);

/** What an `eda.config.yaml` pins; undefined where it pins nothing, a sentence where it cannot be. */
export function readPinnedDesign(
  folder: string,
  configName: string,
): PinnedDesign | { readonly message: string } | undefined {
  const text = readFileSync(join(folder, configName), 'utf8');
  const { value, diagnostics } = readYaml(text, configName);
  // Of a config beside documents, other readers tell what is wrong.
  if (!isMap(value) || value.design === undefined) {
    const [fault] = diagnostics;
    return fault === undefined || !/^design:/m.test(text)
      ? undefined
      : { message: `${configName} cannot be read: ${fault.message}` };
  }
  const { design, services = [] } = value;
  const odd = Object.keys(value).find((key) => !keys.has(key));
  if (odd !== undefined)
    return {
      message:
        odd === 'lint' || odd === 'version'
          ? `${configName}: \`${odd}\` has no place beside \`design\`: it is said where the design is kept`
          : `${configName}: \`${odd}\` has no place beside \`design\`${didYouMean(odd, keys) || '; `services` and `docs` have'}`,
    };
  if (
    typeof design !== 'string' ||
    design === '' ||
    isRooted(design) ||
    climbs(design) ||
    hasBackslash(design)
  )
    return {
      message: `${configName}: design is ${JSON.stringify(design)}; a folder or file below this one is expected, such as node_modules/@shop/design`,
    };
  const names = typeof services === 'string' ? [services] : services;
  if (
    !Array.isArray(names) ||
    !names.every((name): name is string => typeof name === 'string' && name !== '')
  )
    return { message: `${configName}: services is a list of names: the services whose code lies here` };
  const path = design.replace(/^\.\//, '').replace(/\/+$/, '');
  const place = join(folder, path);
  if (!existsSync(place))
    return {
      message: `${configName} pins the design ${path}, which is not there; install it first (npm install, git submodule update --init)`,
    };
  const root = statSync(place).isDirectory() ? `${path}/eda.yaml` : path;
  if (!existsSync(join(folder, root)))
    return { message: `${configName} pins ${path}, which holds no eda.yaml` };
  return { root, services: names };
}
