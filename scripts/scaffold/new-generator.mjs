/** `npm run new:generator -- <id>`: a generator of a file a service, and a design for which nothing is expected yet. */
import { addImport, camelCase, scaffold } from './scaffold.mjs';

const design = `eda: 1
system: shop
domains:
  sales: { owner: sales-team }
events:
  sales.order.placed: { data: { type: object, required: [orderId], properties: { orderId: { type: string } } } }
services:
  shop-service: { domain: sales, publishes: [sales.order.placed] }
  mail-service: { domain: sales, subscribes: { sales.order.placed: {} } }
  partner: { domain: sales, external: true, subscribes: { sales.order.placed: {} } }
`;

scaffold({
  pattern: /^[a-z]+(-[a-z]+)*$/,
  example: 'service-cards',
  list: 'src/generators/index.ts',
  files: (id) => ({
    [`src/generators/${id}/${id}-generator.ts`]: generatorText(id),
    [`src/generators/${id}/scenarios/shop/spec.yaml`]: design,
  }),
  register: (text, id) =>
    addImport(text, `import { ${camelCase(id)}Generator } from './${id}/${id}-generator.ts';`).replace(
      /(export const generators: readonly Generator\[\] = \[\n[^\]]*)\]/,
      (_, head) => `${head}  ${camelCase(id)}Generator,\n]`,
    ),
  next: (id) => [
    'What is to be filled in says TODO. Red until output/ beside the design holds what is planned:',
    `  npx vitest run src/generators/scenarios.test.ts -t ${id}`,
    '`npm run golden` writes it; read it as its user would. Then what the house asks for:',
    '  npm run docs && npx vitest run src/generators/scenarios.test.ts tests/house',
  ],
});

function generatorText(id) {
  return `import type { Service } from '../../model/architecture.ts';
import { printYaml } from '../../print/yaml.ts';
import { defineGenerator, type PlannedFile } from '../generator.ts';

/** TODO: what it writes, and who reads that. */
export const ${camelCase(id)}Generator = defineGenerator({
  id: '${id}',
  title: 'TODO: what it writes, in one line',
  plan: ({ architecture }) => ({
    files: Object.values(architecture.services)
      .filter(({ external }) => !external)
      .map(planService),
  }),
});

/** TODO: the file of a service. */
function planService(service: Service): PlannedFile {
  // All that the content depends on, so that an unchanged design costs hashes only.
  const value = { service: service.name, domain: service.domain };
  return {
    path: \`${id}/\${service.name}.yaml\`,
    owner: 'eda',
    content: () => printYaml(value),
    inputs: [value],
  };
}
`;
}
