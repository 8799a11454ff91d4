import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkShape } from '../../src/spec/eda/shape/check-shape.ts';
import { isMap } from '../../src/spec/is-map.ts';
import { readYaml } from '../../src/spec/yaml.ts';
import { generateInto, makeFolder, removeFolder } from '../generated/generated-system.ts';
import { root } from '../house/source-files.ts';
import { type Block, blocksIn, pages } from './pages.ts';

describe('TypeScript on pages', () => {
  /** Pages whose code is written, generated from and run by a test of their own. */
  const played = ['docs/tutorial.md', 'docs/how-to/write-a-generator.md'];

  /** A module that a block stands in: where it lies, and what is there before it on the reader's side. */
  interface Home {
    readonly file: string;
    readonly before?: string;
    /** Each line says the same in another way. */
    readonly isListOfWays?: true;
  }

  const shop = `eda: 1
system: shop
domains: { sales: { owner: sales-team } }
events:
  sales.order.placed:
    key: orderId
    data: { type: object, required: [orderId, total], properties: { orderId: { type: string }, total: { type: integer } } }
  sales.line.added:
    key: orderId
    data: { type: object, required: [orderId], properties: { orderId: { type: string } } }
services:
  shop-service: { domain: sales, publishes: [sales.order.placed, sales.line.added] }
`;
  /** A project of that design, below this package: its code finds the packages of this one. */
  let project: string;
  beforeAll(async () => {
    project = makeFolder();
    writeFileSync(join(project, 'eda.yaml'), shop);
    await generateInto(project);
  });
  afterAll(() => removeFolder(project));

  const ofKysely = `import { eda } from './existing-services-0.ts';
import { kyselyTransaction } from './generated/runtime/kysely-transaction.ts';
import type { SalesLineAdded } from './generated/events.ts';
type Trx = Parameters<typeof kyselyTransaction>[0] & {
  insertInto(table: 'orders'): { values(row: object): { execute(): Promise<unknown> } };
};
declare const trx: Trx;
declare const db: { transaction(): { execute<T>(work: (trx: Trx) => Promise<T>): Promise<T> } };
declare const order: { readonly id: string; readonly total: number; readonly lines: readonly SalesLineAdded[] };
`;
  /** The blocks of each page that is not played, in their order. */
  const homes: { readonly [page: string]: readonly Home[] } = {
    'docs/existing-services.md': [
      { file: 'shop/services/shop-service/src/existing-services-0.ts' },
      { file: 'shop/services/shop-service/src/existing-services-1.ts', before: ofKysely },
      { file: 'shop/services/shop-service/src/existing-services-2.ts', before: ofKysely },
      {
        file: 'shop/services/shop-service/src/existing-services-3.ts',
        isListOfWays: true,
        before: `import type { Pool } from 'pg';
import type { Transaction } from './generated/runtime/contract.ts';
declare const tx: Transaction;
interface Schema { readonly orders: object }
declare class PostgresDialect { constructor(config: { pool: Pool }); }
declare class Kysely<Tables> { constructor(config: { dialect: PostgresDialect }); readonly tables: Tables; }
declare function drizzle(config: { client: Pool }): object;
declare class PrismaPg { constructor(pool: Pool); }
declare class PrismaClient { constructor(config: { adapter: PrismaPg }); }
`,
      },
    ],
    'docs/event-sourcing.md': [
      {
        file: 'orders/services/order-service/src/event-sourcing-0.ts',
        before: `import type { OrderEvent } from './generated/aggregates.ts';
import { givenOrder } from './generated/scenarios.ts';
declare const placed: OrderEvent;
declare const confirmed: OrderEvent;
`,
      },
    ],
    'docs/custom-rules.md': [{ file: 'orders/lint/our-rules.ts' }],
  };

  it('stands on pages that are played, or is compiled here', () => {
    const counts: { [page: string]: number } = {};
    for (const { page } of blocksIn('ts')) counts[page] = (counts[page] ?? 0) + 1;
    const expected = Object.entries(homes).map(([page, list]) => [page, list.length]);
    expect(
      Object.entries(counts)
        .filter(([page]) => !played.includes(page))
        .sort(),
    ).toEqual(expected.sort());
  });

  it('compiles against what is generated', () => {
    const folders = { shop: project, orders: join(root, 'examples/orders') };
    const virtual = new Map<
      string,
      { readonly block: Block; readonly before: number; readonly text: string }
    >();
    for (const [page, list] of Object.entries(homes)) {
      const shown = blocksIn('ts').filter((block) => block.page === page);
      for (const [index, { file, before = '', isListOfWays }] of list.entries()) {
        const block = shown[index];
        if (block === undefined) continue;
        const [name = '', ...rest] = file.split('/');
        const path = join(folders[name as keyof typeof folders], rest.join('/'));
        const code = isListOfWays === true ? block.text.replace(/^([^\n]*;)/gm, '{ $1 }') : block.text;
        virtual.set(path, { block, before: before.split('\n').length - 1, text: `${before}${code}` });
      }
    }
    expect(typeErrors(virtual)).toEqual([]);
  });

  it('and is held to it', () => {
    const path = join(root, 'examples/orders/services/order-service/src/wrong.ts');
    const [block] = blocksIn('ts');
    if (block === undefined) throw new Error('there is no block');
    const text =
      "import { givenOrder } from './generated/scenarios.ts';\ngivenOrder().when({ type: 'cnfirm' });\n";
    expect(typeErrors(new Map([[path, { block, before: 0, text }]])).join()).toContain('cnfirm');
  });

  /** What the compiler says of modules that are on no disk, each at its line of the page. */
  function typeErrors(
    virtual: ReadonlyMap<string, { readonly block: Block; readonly before: number; readonly text: string }>,
  ): string[] {
    const base = readFileSync(join(root, 'examples/orders/tsconfig.base.json'), 'utf8');
    const { options } = ts.convertCompilerOptionsFromJson(JSON.parse(base).compilerOptions, '.');
    const settings: ts.CompilerOptions = {
      ...options,
      noUnusedLocals: false,
      noUnusedParameters: false,
      paths: { 'eda/rules': [join(root, 'src/rules/authoring.ts')] },
    };
    const host = ts.createCompilerHost(settings);
    const { readFile, fileExists, getSourceFile } = host;
    host.readFile = (path) => virtual.get(path)?.text ?? readFile(path);
    host.fileExists = (path) => virtual.has(path) || fileExists(path);
    host.getSourceFile = (path, version, ...others) => {
      const own = virtual.get(path);
      return own === undefined
        ? getSourceFile(path, version, ...others)
        : ts.createSourceFile(path, own.text, version, true);
    };
    const program = ts.createProgram([...virtual.keys()], settings, host);
    return [...virtual].flatMap(([path, { block, before }]) => {
      const file = program.getSourceFile(path);
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
        (found) => {
          const line = file?.getLineAndCharacterOfPosition(found.start ?? 0).line ?? 0;
          const message = ts.flattenDiagnosticMessageText(found.messageText, '\n');
          return `${block.page}:${block.line + line - before} ${message}`;
        },
      );
    });
  }
});

describe('YAML on pages', () => {
  // Pages of rules show what their cases hold to the rules.
  const shown = blocksIn('yaml').filter(({ page }) => !page.startsWith('docs/rules/'));

  it('can be read', () => {
    expect(shown.length).toBeGreaterThan(20);
    const faults = shown.flatMap(({ page, line, text }) =>
      readYaml(text, page).diagnostics.map(({ message }) => `${page}:${line} ${message}`),
    );
    expect(faults).toEqual([]);
  });

  /** Faults that a page shows on purpose. */
  const onPurpose: readonly string[] = ["docs/ci.md 'Vendor.Order'"];

  it('is of the language where it is a part of a design', () => {
    const sections = new Set(
      Object.keys(JSON.parse(readFileSync(join(root, 'specs/schema/eda.schema.json'), 'utf8')).properties),
    );
    const parts = shown.flatMap((block) => {
      const { value } = readYaml(block.text, block.page);
      const isPart =
        isMap(value) && value.eda === undefined && Object.keys(value).every((key) => sections.has(key));
      // GitLab includes by maps.
      return isPart && !(Array.isArray(value.include) && isMap(value.include[0]))
        ? [{ ...block, value }]
        : [];
    });
    expect(parts.length).toBeGreaterThan(5);
    const faults = parts.flatMap(({ page, line, value }) =>
      checkShape({ path: page, value: { eda: 1, system: 'shop', ...value }, role: 'root' })
        .filter(({ message }) => !onPurpose.some((known) => `${page} ${message}`.startsWith(known)))
        .map(({ message }) => `${page}:${line} ${message}`),
    );
    expect(faults).toEqual([]);
  });
});

describe('commands on pages', () => {
  it('run scripts of npm that there are', () => {
    const own = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts);
    const generated = ['todo', 'orders'].flatMap((name) => {
      const manifest = join(root, 'examples', name, 'package.json');
      return existsSync(manifest) ? Object.keys(JSON.parse(readFileSync(manifest, 'utf8')).scripts) : [];
    });
    const known = new Set([...own, ...generated]);
    let shown = 0;
    const unknown = pages().flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].flatMap(
        ([, script = '']) => {
          shown++;
          return known.has(script) ? [] : [`${page}: npm run ${script}`];
        },
      ),
    );
    expect(shown).toBeGreaterThan(30);
    expect(unknown).toEqual([]);
  });
});
