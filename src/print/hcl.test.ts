import { parse } from '@cdktf/hcl2json';
import { expect, test } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { type HclValue, hclExpression, printHcl } from './hcl.ts';

/** What HashiCorp's own parser reads of blocks; expressions come back as templates. */
const read = async (text: string): Promise<unknown> =>
  JSON.parse(JSON.stringify(await parse('main.tf', text)));

test('is what it says to the parser of Terraform', async () => {
  const text = printHcl([
    {
      block: 'resource',
      labels: ['a_b', 'c'],
      body: {
        attributes: {
          name: hclExpression('each.key'),
          left_out: undefined,
          count: 2,
          tags: { plain: true, 'with dots.x': 'y' },
          list: ['a', 1],
        },
        blocks: [
          { block: 'lifecycle', comment: 'why\nnot', body: { attributes: { prevent_destroy: true } } },
        ],
      },
    },
  ]);
  expect(text).toBe(`resource "a_b" "c" {
  name  = each.key
  count = 2
  tags = {
    plain         = true
    "with dots.x" = "y"
  }
  list = ["a", 1]

  # why not
  lifecycle {
    prevent_destroy = true
  }
}
`);
  expect(await read(text)).toEqual({
    resource: {
      a_b: {
        c: [
          {
            // biome-ignore lint/suspicious/noTemplateCurlyInString: what the parser makes of an expression
            name: '${each.key}',
            count: 2,
            tags: { plain: true, 'with dots.x': 'y' },
            list: ['a', 1],
            lifecycle: [{ prevent_destroy: true }],
          },
        ],
      },
    },
  });
});

test('no text becomes a template, ends its quotes or hides a character', async () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc
      .array(fc.constantFrom('${', '%{', '"', '\\', '$', '{', '}', '\n', '\u2028', '\u0000', '#'), {
        maxLength: 8,
      })
      .map((parts) => parts.join('')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 20 }), async (values) => {
      const byKey = Object.fromEntries(
        values.map((value, index): [string, HclValue] => [`k${index}`, value]),
      );
      const printed = printHcl([{ block: 'locals', body: { attributes: { deep: { of: byKey } } } }]);
      expect(printed).not.toMatch(/[\u007f-\u009f\u2028-\u202e\ufeff]/);
      const locals = ((await read(printed)) as { locals: [{ deep: { of: Record<string, string> } }] })
        .locals[0];
      // The parser gives texts as templates: an escaped `${` stays escaped.
      const said = values.map((value) => value.replace(/([$%])\{/g, '$1$1{').normalize('NFC'));
      expect(values.map((_, index) => locals.deep.of[`k${index}`])).toEqual(said);
    }),
    { numRuns: 60 },
  );
});
