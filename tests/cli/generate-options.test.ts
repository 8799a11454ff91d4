import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project, runEda, soundDesign } from './run-eda.ts';

/** Lines of `eda.yaml` with one fault, the column where it stands, and what is said of it. */
const wrong: readonly (readonly [line: string, column: number, message: string])[] = [
  [
    'generate: { kubernets: { cpu: 250m } }',
    13,
    'there is no generator `kubernets`; did you mean kubernetes?',
  ],
  ['generate: { Kafka: false }', 13, 'there is no generator `Kafka`; did you mean kafka?'],
  ['generate: { helicopter: {} }', 13, 'there is no generator `helicopter`'],
  [
    'generate: { postgres: { dropUnusd: true } }',
    25,
    'postgres has no option `dropUnusd`; did you mean dropUnused?',
  ],
  ['generate: { compose: { name: shop } }', 24, 'compose has no option `name`'],
  ['generate: { postgres: { dropUnused: yes } }', 37, "`dropUnused` is 'yes'; true or false is expected"],
  [
    'generate: { kubernetes: { maxReplicas: many } }',
    40,
    "`maxReplicas` is 'many'; a whole number is expected",
  ],
  ['generate: { kubernetes: { memory: 128M } }', 35, "`memory` is '128M'; a text such as 256Mi is expected"],
  ['generate: { docs: { pictures: domain } }', 31, "`pictures` is 'domain'; did you mean domains?"],
  ['generate: { kafka: { as: [scrip] } }', 27, "item 1 of `as` is 'scrip'; did you mean script?"],
  ['generate: { rabbitmq: true }', 23, '`rabbitmq` is true; false or a map of options is expected'],
  [
    'generate: { tools/list.mjs: {} }',
    13,
    "'tools/list.mjs' is not the path of a generator, which is written with / and begins with ./ or ../",
  ],
  ['generate: { ./tools/lost.mjs: {} }', 13, './tools/lost.mjs: there is no such file'],
  ['generate: { ../tools/list.mjs: {} }', 13, '../tools/list.mjs lies outside the project'],
  ['defaults: { language: typescrpt }', 23, "`language` is 'typescrpt'; did you mean typescript?"],
];

describe('what stands under generate', () => {
  it.each(wrong)('%s', async (line, column, message) => {
    const folder = project({ 'eda.yaml': `${soundDesign}${line}\n` });
    const place = `eda.yaml:${soundDesign.split('\n').length}:${column}: error`;
    const validated = await runEda(folder, ['validate', '--format', 'compact']);
    const generated = await runEda(folder, ['generate', '--format', 'compact']);
    for (const { code, out } of [validated, generated]) {
      expect(code).toBe(1);
      expect(out).toContain(place);
      expect(out).toContain(message);
    }
    const findings = (out: string) => out.split('\n').filter((each) => each.startsWith('eda.yaml:'));
    expect(findings(validated.out)).toHaveLength(1);
    expect(findings(generated.out)).toEqual(findings(validated.out));
    expect(existsSync(join(folder, 'eda.lock'))).toBe(false);
  });

  it('is mended by --fix-unsafe where it was meant otherwise', async () => {
    const folder = project({ 'eda.yaml': `${soundDesign}generate: { postgre: { dropUnused: yes } }\n` });
    const run = await runEda(folder, ['validate', '--fix-unsafe']);
    expect(run.err).toContain('fixed: write postgres');
    expect(run).toMatchObject({ code: 0 });
  });

  it('may be anything that the generator takes', async () => {
    const right = `generate:
  kubernetes: { image: 'registry.example.com/{service}', maxReplicas: 4, ingressNamespaces: [ingress-nginx] }
  kafka: { as: [script, terraform], restProxy: 'http://rest-proxy:8082' }
  rabbitmq: false
  docs: {}
  ./tools/off.mjs: false
`;
    const folder = project({ 'eda.yaml': `${soundDesign}${right}` });
    expect(await runEda(folder, ['validate'])).toMatchObject({ code: 0 });
    expect(await runEda(folder, ['generate', '--dry-run'])).toMatchObject({ code: 0 });
  });
});

const ownGenerator = `export const generator = {
  id: 'event-list',
  title: 'Events',
  options: { type: 'object', additionalProperties: false, properties: { as: { type: 'array', items: { enum: ['txt', 'csv'] } } } },
  plan: () => ({ files: [] }),
};
`;

it.each([
  ['{ az: [txt] }', 33, 'event-list has no option `az`; did you mean as?'],
  ['{ as: [txt, pdf] }', 43, 'event-list.as.1 must be equal to one of the allowed values'],
])(
  'options of a generator of their own are checked when it is loaded: %s',
  async (options, column, message) => {
    const folder = project({
      'eda.yaml': `${soundDesign}generate: { ./tools/list.mjs: ${options} }\n`,
      'tools/list.mjs': ownGenerator,
    });
    const { code, out } = await runEda(folder, ['generate', '--format', 'compact']);
    expect(code).toBe(1);
    expect(out).toContain(`eda.yaml:${soundDesign.split('\n').length}:${column}: error`);
    expect(out).toContain(message);
  },
);
