import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleService } from '../dev/bundle.ts';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { Generator } from '../generators/generator.ts';
import { generators } from '../generators/index.ts';
import type { Architecture } from '../model/architecture.ts';
import { rules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { hashText } from '../write/content-hash.ts';
import { findOwnModule, moduleFault, ownGeneratorsIn } from './own-module.ts';
import type { Project } from './project.ts';

/** What a project's own modules gave, and what was wrong with them. */
export interface Loaded<T> {
  readonly values: readonly T[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads the rules that `lint.custom` names: each module exports `rules`, a list of what `defineRule` takes. */
export async function loadRules(project: Project, { lint }: Architecture): Promise<Loaded<Rule>> {
  const values: Rule[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { path, at } of lint.custom) {
    const module = await loadModule(project, path, at);
    if ('fault' in module) diagnostics.push(module.fault);
    else if (!Array.isArray(module.exports.rules)) {
      diagnostics.push(
        moduleFault(at, `${path} exports no list called rules`, 'export const rules = [defineRule({ … })]'),
      );
    } else {
      for (const rule of module.exports.rules) {
        const wrong = describeWrongRule(rule, [...rules, ...values, ...lint.declared]);
        if (wrong === undefined) values.push(rule as Rule);
        else diagnostics.push(moduleFault(at, `${path}: ${wrong}`, 'a rule is what defineRule takes'));
      }
    }
  }
  return { values, diagnostics };
}

/** Loads the generators whose key under `generate` is a path: each module exports `generator`. */
export async function loadGenerators(
  project: Project,
  architecture: Architecture,
): Promise<Loaded<Generator>> {
  const values: Generator[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { path, at } of ownGeneratorsIn(architecture)) {
    const module = await loadModule(project, path, at);
    if ('fault' in module) {
      diagnostics.push(module.fault);
      continue;
    }
    const { generator } = module.exports;
    const wrong = describeWrongGenerator(generator, [...generators, ...values]);
    if (wrong === undefined) values.push({ ...(generator as Generator), configuredAs: path });
    else
      diagnostics.push(
        moduleFault(at, `${path}: ${wrong}`, 'export const generator = defineGenerator({ … })'),
      );
  }
  return { values, diagnostics };
}

type Module = { readonly exports: { readonly [name: string]: unknown } } | { readonly fault: Diagnostic };

/** Imports a module of the project; TypeScript is bundled by esbuild first, since Node 20 runs none. */
async function loadModule(project: Project, path: string, at: Place): Promise<Module> {
  const found = findOwnModule(project, path, at);
  if ('fault' in found) return found;
  const { file, absolute } = found;
  let runnable = absolute;
  if (/\.[cm]?ts$/.test(file)) {
    runnable = join(project.folder, '.eda/cache/modules', `${hashText(file)}.mjs`);
    const built = await bundleService({ root: project.folder, entry: absolute, outFile: runnable });
    const [first] = built.ok ? [] : built.diagnostics;
    if (first !== undefined) {
      return { fault: { ...first, at, message: `${path}: ${first.message}` } };
    }
  }
  try {
    // The time in the address makes watch mode see a changed module.
    const { mtimeMs } = statSync(runnable);
    return { exports: await import(`${pathToFileURL(runnable).href}?${mtimeMs}`) };
  } catch (error) {
    const detail = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { fault: moduleFault(at, `${path} cannot be loaded: ${detail}`, 'mend the module') };
  }
}

function describeWrongRule(value: unknown, known: readonly { readonly id: string }[]): string | undefined {
  if (!isObject(value)) return 'a rule is not an object';
  const { id, title, severity, visit, start } = value;
  if (typeof id !== 'string' || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
    return `${String(id)} is no rule id; ids are kebab-case`;
  if (known.some((rule) => rule.id === id)) return `there is a rule ${id} already`;
  if (typeof title !== 'string') return `${id} has no title`;
  const levels = ['off', 'info', 'warning', 'error'];
  const complete =
    isObject(severity) &&
    ['minimal', 'recommended', 'strict'].every((preset) => levels.includes(String(severity[preset])));
  if (!complete) return `${id} says no severity for minimal, recommended and strict`;
  return isObject(visit) || typeof start === 'function' ? undefined : `${id} has nothing to visit`;
}

function describeWrongGenerator(value: unknown, known: readonly Generator[]): string | undefined {
  if (!isObject(value)) return 'it exports no generator';
  const { id, title, plan } = value;
  if (typeof id !== 'string' || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
    return `${String(id)} is no generator id; ids are kebab-case`;
  if (known.some((generator) => generator.id === id)) return `there is a generator ${id} already`;
  if (typeof title !== 'string') return `${id} has no title`;
  return typeof plan === 'function' ? undefined : `${id} has no plan`;
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
