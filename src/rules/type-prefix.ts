import { defineRule } from './rule.ts';

export const typePrefix = defineRule({
  id: 'type-prefix',
  title: 'Types of events begin with a domain name turned round',
  topic: 'cloudevents',
  severity: { minimal: 'off', recommended: 'off', strict: 'info', imported: 'off' },
  visit: {
    architecture({ architecture, report }) {
      const own = Object.values(architecture.events).filter(
        ({ envelope, foreign, name }) => envelope !== 'raw' && foreign === undefined && !name.includes('#'),
      );
      const bare = own.find(({ type, name }) => type === name);
      if (bare === undefined) return;
      report({
        message: `${bare.type} as a type may be an event of anybody`,
        help: 'write `defaults: { type: "com.example.{event}" }`; in a system that runs already, every subscriber hears of it first',
        at: architecture.system.at,
      });
    },
  },
});
