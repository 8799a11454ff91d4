import { findPath } from '../model/find-path.ts';
import { keyFinding } from './key-finding.ts';
import { neededPaths } from './keyed-paths.ts';
import { defineRule } from './rule.ts';
import { showPath } from './wording.ts';

export const keyOptional = defineRule({
  id: 'key-optional',
  title: 'A field that keys or identifies an event is required',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error' },
  visit: {
    architecture({ architecture, report }) {
      for (const needed of neededPaths(architecture)) {
        const { event, path } = needed;
        if (!needed.always || path.includes('*')) continue;
        if (findPath(event.data, path, architecture.schemas) !== 'sometimes') continue;
        report({
          ...keyFinding(needed),
          message: `${event.name} may lack ${showPath(path)}, which ${needed.by} relies on`,
          help: 'list it under `required`, and let it not be null',
        });
      }
    },
  },
});
