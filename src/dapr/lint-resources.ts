import { compareDiagnostics, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { checkComponent } from './check-component.ts';
import { checkDefects } from './check-defects.ts';
import { checkResiliency } from './check-resiliency.ts';
import { checkShape } from './check-shape.ts';
import { checkSubscription } from './check-subscription.ts';
import { checkTogether } from './check-together.ts';
import { type ResourceFile, readResources } from './read-resources.ts';
import type { Report } from './resource.ts';

export interface LintedResources {
  readonly diagnostics: readonly Diagnostic[];
  /** How many resources of Dapr there were. */
  readonly resources: number;
}

/** Judges the Dapr resources of YAML files, whoever wrote them: each alone, and what stands together. */
export function lintResources(files: readonly ResourceFile[]): LintedResources {
  const { worlds, problems } = readResources(files);
  const diagnostics: Diagnostic[] = [...problems];
  const report: Report = (code, severity, at, message, help, more = {}) => {
    diagnostics.push({
      code,
      severity,
      message,
      ...(help === undefined ? {} : { help }),
      at,
      ...more,
    });
  };
  for (const world of worlds) {
    for (const resource of world.resources) {
      if (!checkShape(resource, report)) continue;
      if (resource.kind === 'Component') checkComponent(resource, report);
      if (resource.kind === 'Subscription') checkSubscription(resource, world, report);
      if (resource.kind === 'Resiliency') checkResiliency(resource, world, report);
    }
    checkTogether(world, report);
    checkDefects(world, report);
  }
  return {
    diagnostics: diagnostics.sort(compareDiagnostics),
    resources: worlds.reduce((count, { resources }) => count + resources.length, 0),
  };
}
