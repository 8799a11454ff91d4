import type { ApiDocument } from '../model/document.ts';
import type { NamedUse } from '../spec/asyncapi/document.ts';
import { messagesIn } from './document-messages.ts';
import { defineRule, type RuleContext } from './rule.ts';

export const duplicateId = defineRule({
  id: 'duplicate-id',
  title: 'Ids of operations and messages, of documents and of tags are unique',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'error' },
  visit: {
    architecture(context) {
      const { documents } = context.architecture;
      const ids = documents.flatMap(({ id, file }) =>
        id === undefined ? [] : [{ name: id, at: { file, path: ['id'] } }],
      );
      reportDoubles('document id', ids, context);
    },
    document(document, context) {
      reportDoubles('operationId', idsOf(document), context);
      reportDoubles(
        'messageId',
        messagesIn(document).flatMap(({ message }) => message.id ?? []),
        context,
      );
      for (const tags of document.tagLists) reportDoubles('tag', tags, context);
    },
  },
});

function idsOf({ operations }: ApiDocument): NamedUse[] {
  // One operation may stand behind two channels by reference.
  const seen = new Set<string>();
  return operations.flatMap(({ id }) => {
    const place = id === undefined ? '' : id.at.path.join('\0') + id.at.file;
    if (id === undefined || seen.has(place)) return [];
    seen.add(place);
    return [id];
  });
}

function reportDoubles(kind: string, ids: readonly NamedUse[], { report }: RuleContext): void {
  const first = new Map<string, NamedUse>();
  for (const id of ids) {
    const other = first.get(id.name);
    if (other === undefined) first.set(id.name, id);
    else {
      report({
        message: `${kind} ${id.name} is taken twice`,
        help: 'give one of the two another: tools find things by it',
        at: id.at,
        related: [{ message: 'first here', at: other.at }],
      });
    }
  }
}
