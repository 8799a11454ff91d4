import type { Architecture, Environment } from '../../model/architecture.ts';
import { type DaprPlan, planDapr } from './dapr-plan.ts';

/**
 * What Dapr is told of an environment, for generators beside Dapr's own, which has reported what cannot be generated.
 * A design never changes, so each environment is planned once.
 */
export function knownPlan(architecture: Architecture, environment: Environment): DaprPlan {
  let plans = memory.get(architecture);
  if (plans === undefined) {
    plans = new Map();
    memory.set(architecture, plans);
  }
  const known = plans.get(environment.name);
  if (known !== undefined) return known;
  const plan = planDapr(architecture, environment, () => {});
  plans.set(environment.name, plan);
  return plan;
}

const memory = new WeakMap<Architecture, Map<string, DaprPlan>>();
