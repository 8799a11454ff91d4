import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { lintDesign, loadDesign } from '../pipeline.ts';
import { rules } from '../rules/index.ts';
import { createDiskFiles } from '../spec/project-files.ts';
import { applyFixes } from './apply-fixes.ts';

const folder = mkdtempSync(join(tmpdir(), 'eda-fixes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Texts of a sound design, by file; in each, marks that a fault can take the place of. */
interface Slot {
  readonly sound: string;
  readonly faults: readonly string[];
}

/** What `--fix` mends to the letter: the fault in the place of the sound text. */
const safeSlots: { readonly [name: string]: Slot } = {
  LIST: {
    sound: '[sales.order.placed, sales.order.paid]',
    faults: [
      '[sales.order.placed, sales.order.paid, sales.order.placed]',
      '[sales.order.placed, sales.order.paid, sales.order.paid, sales.order.paid]',
    ],
  },
  BLOCK: {
    sound: '\n      - sales.order.checked # the last',
    faults: [
      '\n      - sales.order.checked # the last\n      - sales.order.checked',
      '\n      - sales.order.checked # the last\n      - sales.order.checked # again\n      - sales.order.checked',
    ],
  },
  FLAG: { sound: 'internal: true', faults: ['internal: yes', "internal: 'true'"] },
  IGNORE: {
    sound: '',
    faults: [' # eda-ignore event-name: no longer needed', '   # eda-ignore key-missing, event-name: old'],
  },
  LINE: { sound: '', faults: ['  # eda-ignore no-publisher: it was so once\n'] },
};

/** What `--fix-unsafe` mends to the letter as well. */
const unsafeSlots: { readonly [name: string]: Slot } = {
  OPEN: { sound: '', faults: [', additionalProperties: false', ', unevaluatedProperties: false'] },
  CLOSED: { sound: '', faults: ['      additionalProperties: false # not yet\n'] },
  FORMAT: { sound: '\n          format: date-time', faults: [''] },
  STAMP: { sound: '{ type: string, format: date-time }', faults: ['{ type: string }'] },
  DEFAULT: { sound: '', faults: [', default: EUR', ', default: { a: 1 }'] },
  JSONDEFAULT: { sound: '', faults: [',\n      "default": "x"'] },
  JSONFORMAT: { sound: ',\n      "format": "date-time"', faults: [''] },
};

const design = `# A shop, in one file and a schema beside it
eda: 1
system: shop
domains: { sales: { owner: sales-team } }
events:
  # The first of all
LINE  sales.order.placed:IGNORE
    key: orderId   # kept: blanks
    FLAG
    data:
      type: object # kept
      required: [orderId, currency]
CLOSED      properties:
        orderId: { type: string, format: uuid }
        currency: { type: string, maxLength: 3DEFAULT }
        placedAt:
          type: stringFORMAT
          description: |
            When it was placed,
            by the clock of the shop.

        lines: { type: object, properties: { at: { type: string, maxLength: 5 } }OPEN }
  sales.order.paid: { key: orderId, data: { $ref: ./paid.json } }
  sales.order.checked: { data: { type: object, properties: { checkedAt: STAMP } } }
services:
  shop-service:
    domain: sales
    publishes: LIST
  risk-service: # kept
    domain: sales
    publishes:BLOCK
    subscribes: { sales.order.placed: {}, sales.order.paid: {} }
  mail-service: { domain: sales, subscribes: { sales.order.checked: {} } }
lint: { rules: { object-closed: warning } }
`;

const schema = `{
  "type": "object",
  "required": ["orderId", "note"],
  "properties": {
    "orderId": { "type": "string", "format": "uuid" },
    "note": {
      "type": "string"JSONDEFAULT
    },
    "paidAt": {
      "type": "string"JSONFORMAT
    }
  }
}
`;

const slots = { ...safeSlots, ...unsafeSlots };

/** The texts with the chosen faults; undefined: the sound text. */
function filled(choice: { readonly [name: string]: string | undefined }): {
  readonly [file: string]: string;
} {
  const fill = (text: string): string =>
    // The longer names first: one is the end of another.
    Object.keys(slots)
      .sort((a, b) => b.length - a.length)
      .reduce((result, name) => result.replace(name, () => choice[name] ?? slots[name]?.sound ?? ''), text);
  return { 'eda.yaml': fill(design), 'paid.json': fill(schema) };
}

function write(texts: { readonly [file: string]: string }): void {
  for (const [file, text] of Object.entries(texts)) writeFileSync(join(folder, file), text);
}

function read(): { readonly [file: string]: string } {
  return Object.fromEntries(
    ['eda.yaml', 'paid.json'].map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
}

async function check() {
  const loaded = loadDesign(createDiskFiles(folder), 'eda.yaml');
  return lintDesign(loaded, rules, '2026-11-21').diagnostics;
}

const faultsOf = (from: { readonly [name: string]: Slot }) =>
  fc.record(
    Object.fromEntries(
      Object.entries(from).map(([name, { faults }]) => [
        name,
        fc.option(fc.constantFrom(...faults), { nil: undefined }),
      ]),
    ),
  );

describe('fixes', () => {
  it('find nothing to do in a sound design', async () => {
    write(filled({}));
    expect(await check()).toEqual([]);
    expect(await applyFixes(folder, check, { unsafe: true })).toEqual([]);
  });

  it('that are safe give back the sound design, to the letter, and nothing more the second time', async () => {
    await fc.assert(
      fc.asyncProperty(faultsOf(safeSlots), async (choice) => {
        write(filled(choice));
        const done = await applyFixes(folder, check);
        expect(read()).toEqual(filled({}));
        expect(done.length > 0).toBe(Object.values(choice).some((fault) => fault !== undefined));
        expect(await applyFixes(folder, check)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('that are unsafe do so too, with all others, and are left alone without being asked for', async () => {
    await fc.assert(
      fc.asyncProperty(faultsOf(slots), async (choice) => {
        const unsafeOnly = Object.fromEntries(Object.keys(unsafeSlots).map((name) => [name, choice[name]]));
        write(filled(choice));
        await applyFixes(folder, check);
        expect(read()).toEqual(filled(unsafeOnly));
        await applyFixes(folder, check, { unsafe: true });
        expect(read()).toEqual(filled({}));
        expect(await check()).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('rename an event wherever it stands, and back again to the same text', async () => {
    await fc.assert(
      fc.asyncProperty(
        faultsOf(unsafeSlots),
        fc.constantFrom('placed', 'paid', 'checked'),
        async (choice, action) => {
          const base = { placed: 'place', paid: 'pay', checked: 'check' }[action] ?? action;
          const texts = filled(choice);
          const renamed = texts['eda.yaml']?.replaceAll(`sales.order.${action}`, `sales.order.${base}`) ?? '';
          write({ ...texts, 'eda.yaml': renamed });
          const done = await applyFixes(folder, check, { unsafe: true });
          expect(done.some((title) => title.startsWith(`rename to sales.order.${action}`))).toBe(true);
          expect(read()).toEqual(filled({}));
        },
      ),
      { numRuns: 10 },
    );
  });
});
