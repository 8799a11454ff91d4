/** `npm run new:rule -- <id>`: a rule that finds nothing yet, its prose, and cases that fail until it does. */
import { addImport, camelCase, scaffold } from './scaffold.mjs';

const prose = `TODO: what the rule looks at, and what it passes over.

## Why

TODO: what goes wrong where nobody heeds it.

## What to do

TODO: the way to do it right.
`;

scaffold({
  pattern: /^[a-z]+(-[a-z]+)+$/,
  example: 'event-too-long',
  list: 'src/rules/index.ts',
  files: (id) => ({
    [`src/rules/${id}.ts`]: ruleText(id),
    [`src/rules/${id}.md`]: prose,
    [`src/rules/${id}.yaml`]: cases(id),
  }),
  register: (text, id) =>
    addImport(text, `import { ${camelCase(id)} } from './${id}.ts';`).replace(
      /(export const rules: readonly Rule\[\] = \[\n)([^\]]*)\]/,
      (_, head, lines) =>
        `${head}${sortById([...lines.split('\n').filter(Boolean), `  ${camelCase(id)},`])}\n]`,
    ),
  next: (id) => [
    'What is to be filled in says TODO. Red until the rule finds what its cases expect:',
    `  npx vitest run src/rules/fixtures.test.ts -t ${id}`,
    'Then its page, and everything that the house asks for:',
    '  npm run docs && npx vitest run src/rules tests/house',
  ],
});

/** The list is in the order of ids. */
function sortById(lines) {
  const id = (line) => line.trim().replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return lines
    .map((line) => [id(line).replace(',', ''), line])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => line)
    .join('\n');
}

function ruleText(id) {
  return `import type { EventContract } from '../model/architecture.ts';
import { defineRule } from './rule.ts';

export const ${camelCase(id)} = defineRule({
  id: '${id}',
  title: 'TODO: what the rule wants, in one line',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'off', strict: 'warning' },
  visit: {
    // Or whatever else \`Visitor\` in rule.ts names: a service, a subscription, each node of a schema.
    event(event, { report }) {
      if (isFine(event)) return;
      report({
        message: \`\${event.name}: TODO: what is wrong with it\`,
        help: 'TODO: what to do',
        at: event.at,
      });
    },
  },
});

/** TODO: when the rule has nothing to say. */
function isFine(_event: EventContract): boolean {
  return true;
}
`;
}

function cases(id) {
  return `eda: 1
system: shop
domains:
  orders: { owner: order-team }
events:
  # TODO: one that is as the rule wants it, and each way in which one is not.
  orders.order.placed: { data: { $ref: "#/schemas/Order" } }
  orders.order.cancelled: { data: { $ref: "#/schemas/Order" } } # expect: ${id}
schemas:
  Order: { type: object, required: [id], properties: { id: { type: string } } }
`;
}
