import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const componentUnused = defineRule({
  id: 'component-unused',
  title: 'Something refers to every component',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'info' },
  visit: {
    document({ unusedComponents }, { report }) {
      for (const { kind, name, at } of unusedComponents) {
        report({
          message: `nothing uses ${name} of components.${kind}`,
          help: 'refer to it, or take it out; a document that holds nothing but components is passed over',
          at: onKey(at),
        });
      }
    },
  },
});
