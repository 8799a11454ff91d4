import { createHash } from 'node:crypto';
import { fileName, pascalCase } from '../../model/names.ts';

/**
 * Gives every name its own spelling. The first way of spelling that tells a name from all others is taken; names that
 * no way can tell apart get a hash of themselves. Never a counter: a new name changes no other one's spelling unless
 * both are spelt alike.
 */
export function spellApart(
  names: Iterable<string>,
  ways: readonly ((name: string) => string)[],
  taken: ReadonlySet<string> = new Set(),
): Map<string, string> {
  const spelt = new Map<string, string>();
  const used = new Set(taken);
  let left = [...new Set(names)];
  for (const way of ways) {
    const spellings = left.map((name) => [name, way(name)] as const);
    const count = new Map<string, number>();
    for (const [, spelling] of spellings) count.set(spelling, (count.get(spelling) ?? 0) + 1);
    for (const [name, spelling] of spellings) {
      if (count.get(spelling) === 1 && !used.has(spelling)) spelt.set(name, spelling);
    }
    for (const spelling of count.keys()) used.add(spelling);
    left = left.filter((name) => !spelt.has(name));
  }
  const last = ways[ways.length - 1];
  for (const name of left) spelt.set(name, `${last?.(name) ?? ''}_${hashOf(name)}`);
  return spelt;
}

/** Type names: `TodosTaskCreated`; where two would be the same, `Todos_Task_Created`. */
export function typeNames(names: Iterable<string>, taken: ReadonlySet<string>): Map<string, string> {
  return spellApart(names, [pascalCase, (name) => segmentsOf(name).map(pascalCase).join('_')], taken);
}

/** File names without an ending: `todos-task-created`; where two would be the same, `todos--task--created`. */
export function fileNames(names: Iterable<string>): Map<string, string> {
  return spellApart(names, [fileName, (name) => segmentsOf(name).map(fileName).join('--')]);
}

function segmentsOf(name: string): string[] {
  return name.split(/[./#]+/).filter((segment) => segment !== '');
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 8);
}
