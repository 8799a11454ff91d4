import { elementNamed } from '../../draw/graph/element-named.ts';
import { readPlainText } from '../../markdown/read-plain-text.ts';
import type { RichText } from '../../markdown/rich-text.ts';
import type { Architecture } from '../../model/architecture.ts';
import type { ElementDetail } from '../api.ts';
import type { Described } from './describe-element.ts';
import type { PlacedElement } from './list-elements.ts';

/** Reads what people wrote of an element in Markdown; what reads it is loaded by the first text that has a mark. */
export async function readDescriptions(
  { description, operations, ...described }: Described,
  elements: readonly PlacedElement[],
  architecture: Architecture,
): Promise<Omit<ElementDetail, 'revision' | 'source'>> {
  let reader: Promise<(text: string) => RichText> | undefined;
  const openReader = async () => {
    const { createRichTextReader } = await import('../../markdown/read-rich-text.ts');
    return createRichTextReader({
      has: (element) => elements.some(({ id }) => id === element),
      named: (name) => elementNamed(name, architecture),
    });
  };
  const read = async (text: string): Promise<RichText> => {
    const plain = readPlainText(text);
    if (plain !== undefined) return plain;
    reader ??= openReader();
    return (await reader)(text);
  };
  return {
    ...described,
    ...(description === undefined ? {} : { description: await read(description) }),
    ...(operations === undefined
      ? {}
      : {
          operations: await Promise.all(
            operations.map(async ({ description: text, ...operation }) => ({
              ...operation,
              ...(text === undefined ? {} : { description: await read(text) }),
            })),
          ),
        }),
  };
}
