import { placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const projectionImmediate = defineRule({
  id: 'projection-immediate',
  title: 'An immediate projection follows the aggregate of its own service',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {
    projection(projection, { architecture, index, report }) {
      if (projection.consistency !== 'immediate') return;
      for (const [position, event] of projection.from.entries()) {
        const keepers = index.storedIn(event).map((name) => architecture.aggregates[name]?.service);
        if (keepers.includes(projection.service)) continue;
        report({
          message: `projection ${projection.name} is immediate, but no aggregate of ${projection.service} stores ${event}`,
          help: 'only what is stored in the same transaction can be seen at once: write `consistency: eventual`',
          at: placeAt(projection.at, 'from', position),
        });
      }
    },
  },
});
