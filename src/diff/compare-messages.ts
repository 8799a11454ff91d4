import type { EventContract } from '../model/architecture.ts';
import type { DocumentMessage } from '../model/document-messages.ts';
import { arrow, type CompareContext, type ReportOf } from './compare-context.ts';

/** Of a channel whose address a request or the environment gives nobody can tell whether it is another one. */
export const atRunTime = {
  consumers: 'risk',
  producers: 'risk',
  bump: 'minor',
  why: 'an address that is known at run time only may be where it was, or not',
} as const;

/** Compares what a message of a document says beyond an event: how it is encoded, and how answers find it. */
export function compareMessages(
  old: EventContract,
  now: EventContract,
  context: CompareContext,
  report: ReportOf,
): void {
  const [before, after] = [context.old.messageOf(old), context.new.messageOf(now)];
  if (before === undefined || after === undefined) return;
  compareEncoding(before, after, report);
  // Where the topic changed besides, that says it.
  if (old.topic === now.topic && (before.address === null) !== (after.address === null)) {
    report({
      ...atRunTime,
      kind: 'event-moved',
      what: `address ${arrow(before.address ?? 'known at run time', after.address ?? 'known at run time')}`,
    });
  }
  const [was, is] = [before.message.correlationId, after.message.correlationId];
  if (was?.location === is?.location) return;
  report({
    kind: was === undefined ? 'event-correlation-added' : 'event-correlation-changed',
    what: `correlation id ${arrow(was?.location, is?.location)}`,
    old: was?.at ?? before.message.at,
    new: is?.at ?? after.message.at,
  });
}

function compareEncoding(old: DocumentMessage, now: DocumentMessage, report: ReportOf): void {
  if (old.contentType === now.contentType && old.encoding === now.encoding) return;
  const what = `content type ${arrow(old.contentType, now.contentType)}`;
  if (old.encoding !== now.encoding && old.encoding !== undefined && now.encoding !== undefined) {
    const how = old.contentType === now.contentType ? `encoding ${arrow(old.encoding, now.encoding)}` : what;
    report({ kind: 'event-content-type-changed', what: how });
    return;
  }
  // The bytes are the same, or were not spoken of; who goes by the header may mind where there was one.
  const isNews = old.contentType !== undefined;
  report({
    kind: 'event-content-type-changed',
    what,
    consumers: isNews ? 'risk' : 'none',
    producers: 'none',
    bump: isNews ? 'minor' : 'patch',
    ...(isNews
      ? { why: 'the bytes are the same; readers that go by the content type have to know the other one' }
      : {}),
  });
}
