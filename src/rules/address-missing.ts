import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const addressMissing = defineRule({
  id: 'address-missing',
  title: 'A channel has an address, unless a reply brings it',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'info' },
  visit: {
    document({ channels, operations }, { report }) {
      // Where replies go may be known at run time only.
      const replies = new Set(operations.flatMap(({ reply }) => reply?.channel ?? []));
      for (const { key, address, at } of channels) {
        if (address !== null || replies.has(key)) continue;
        report({
          message: `channel ${key} has no address; its key is taken for one`,
          help: 'write `address`, or `topics: { …: { address: … } }` in eda.yaml',
          at: onKey(at),
        });
      }
    },
  },
});
