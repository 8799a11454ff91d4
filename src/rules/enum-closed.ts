import { defineRule } from './rule.ts';
import { isAside, isOldVersion } from './schema-leaves.ts';

export const enumClosed = defineRule({
  id: 'enum-closed',
  title: 'Readers of an enum know what to do with a new value',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'off', strict: 'info', imported: 'off' },
  local: true,
  visit: {
    schema(schema, at, { report }, trail) {
      if (schema.kind !== 'enum' || schema.single === true || isOldVersion(at) || isAside(trail)) return;
      const texts = schema.values.filter((value) => typeof value === 'string');
      if (texts.length < 2 || texts.some((value) => catchAll.test(value))) return;
      const extensible = [schema, ...trail.slice(-1)].some(
        ({ note }) => note?.extensions?.['x-extensible-enum'] !== undefined,
      );
      if (extensible) return;
      report({
        message: `this enum has no value for what is not known yet: ${texts.slice(0, 3).join(', ')}${texts.length > 3 ? ', …' : ''}`,
        help: 'add a value such as `unknown`, or `x-extensible-enum: true` if readers take values that they do not know',
        at: { file: at.file, path: [...at.path, 'enum'] },
      });
    },
  },
});

/** Values that stand for all others. */
const catchAll =
  /^(unknown|other|others|unspecified|undefined|none_of_these|not[-_ ]?known|misc|custom|default)$/i;
