import { placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const projectionImmediate = defineRule({
  id: 'projection-immediate',
  title: 'An immediate projection follows the aggregate of its own service',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {
    projection(projection, { architecture, report }) {
      if (projection.consistency !== 'immediate') return;
      const own = new Set(
        Object.values(architecture.aggregates)
          .filter(({ service }) => service === projection.service)
          .flatMap(({ events }) => events),
      );
      for (const [index, event] of projection.from.entries()) {
        if (own.has(event)) continue;
        report({
          message: `projection ${projection.name} is immediate, but no aggregate of ${projection.service} stores ${event}`,
          help: 'only what is stored in the same transaction can be seen at once: write `consistency: eventual`',
          at: placeAt(projection.at, 'from', index),
        });
      }
    },
  },
});
