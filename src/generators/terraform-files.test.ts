import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@cdktf/hcl2json';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.tf'),
);

interface Module {
  readonly terraform: unknown;
  readonly variable?: Readonly<Record<string, unknown>>;
  readonly locals?: readonly Readonly<Record<string, unknown>>[];
  readonly resource: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe.each(files)('%s', (path) => {
  it('is read by the parser of Terraform, and refers to nothing that it does not have', async () => {
    const module = (await parse(path, readFileSync(join(folder, path), 'utf8'))) as Module;
    const known = new Set([
      ...Object.keys(module.variable ?? {}).map((name) => `var.${name}`),
      ...(module.locals ?? []).flatMap((locals) => Object.keys(locals)).map((name) => `local.${name}`),
      ...Object.entries(module.resource).flatMap(([type, named]) =>
        Object.keys(named).map((name) => `${type}.${name}`),
      ),
      ...Object.entries(module.data ?? {}).flatMap(([type, named]) =>
        Object.keys(named).map((name) => `data.${type}.${name}`),
      ),
    ]);
    expect(module.terraform).toBeDefined();
    const expressions = JSON.stringify([module.resource, module.data]).match(/\$\{.*?\}(?=")/g) ?? [];
    const used = expressions.flatMap((expression) =>
      [...expression.matchAll(/\b(var|local|data\.\w+|(?:aws|google|azurerm|kafka)_\w+)\.(\w+)/g)].map(
        ([, first, second]) => `${first}.${second}`,
      ),
    );
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });
});
