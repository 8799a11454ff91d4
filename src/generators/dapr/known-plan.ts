import type { Architecture, Environment } from '../../model/architecture.ts';
import { type DaprPlan, planDapr } from './dapr-plan.ts';

/** What Dapr is told of an environment, for generators beside Dapr's own, which reports what cannot be generated. */
export function knownPlan(architecture: Architecture, environment: Environment): DaprPlan {
  return planDapr(architecture, environment, () => {});
}
