import { defineRule } from './rule.ts';

export const refRemote = defineRule({
  id: 'ref-remote',
  title: 'What a document refers to lies in the project',
  topic: 'structure',
  severity: { minimal: 'warning', recommended: 'warning', strict: 'error' },
  visit: {
    document({ remoteRefs }, { report }) {
      for (const { ref, at } of remoteRefs) {
        report({
          message: `${ref} lies on another host, and is not read`,
          help: 'copy the file into the project (vendor/…) and refer to it by its path: what is checked stays the same tomorrow',
          at,
        });
      }
    },
  },
});
