import { join } from 'node:path';
import type { PlanMemory, RememberedPlan } from '../generators/remembered-plan.ts';
import { readJson, writeJson } from './cache.ts';
import { cacheFolder } from './pending.ts';

/** Plans of generators, kept between runs of `generate`. */
export interface StoredPlans extends PlanMemory {
  save(): void;
}

/** @param hash of values, and of the program: another one plans everything anew */
export function openStoredPlans(root: string, hash: PlanMemory['hash']): StoredPlans {
  const path = join(root, cacheFolder, 'plans.json');
  const plans = readJson(path) as { [generator: string]: RememberedPlan };
  let isNew = false;
  return {
    hash,
    find: (generator) => (Object.hasOwn(plans, generator) ? plans[generator] : undefined),
    keep: (generator, plan) => {
      plans[generator] = plan;
      isNew = true;
    },
    save: () => {
      if (isNew) writeJson(path, plans);
    },
  };
}
