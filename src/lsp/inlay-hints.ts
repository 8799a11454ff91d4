import { type InlayHint, InlayHintKind, MarkupKind, type Range } from 'vscode-languageserver-protocol/node';
import { deliveriesTo, summariseDeliveries } from './delivery-summary.ts';
import type { DesignView } from './design-view.ts';
import { type OutlineKey, readOutline } from './outline.ts';
import type { LspSession } from './session.ts';
import { createPositions, offsetIn } from './text-range.ts';
import type { HeldText } from './workspace.ts';

/** Services that are named beside an event; of more their number. */
const mostNames = 3;

/** What the text does not say of events: who takes each, and what really happens to a delivery. */
export function listHints(
  { path, text }: HeldText,
  range: Range,
  { workspace, program }: LspSession,
): InlayHint[] {
  const view = workspace.designOf(path)?.view();
  if (view === undefined) return [];
  const from = offsetIn(text, range.start);
  const to = offsetIn(text, range.end);
  const positionAt = createPositions(text);
  return readOutline(text)
    .filter(({ offset }) => offset >= from && offset <= to)
    .flatMap((key): InlayHint[] => {
      const said = hintOf(key, view);
      if (said === undefined) return [];
      const { label, more } = said;
      return [
        {
          position: positionAt(key.offset + key.length),
          label,
          kind: InlayHintKind.Type,
          paddingLeft: true,
          ...(more === undefined ? {} : { tooltip: { kind: MarkupKind.Markdown, value: more() } }),
        },
      ];
    });

  function hintOf(key: OutlineKey, design: DesignView) {
    const [section, owner, part, event] = key.path.map(String);
    const { architecture, index } = design;
    if (section === 'events' && key.path.length === 2 && architecture.events[owner ?? ''] !== undefined) {
      const takers = index.subscribersOf(owner ?? '').map(({ service }) => service.name);
      return { label: `→ ${shorten(takers)}`, more: undefined };
    }
    if (section !== 'services' || part !== 'subscribes' || key.path.length !== 4) return undefined;
    const deliveries = deliveriesTo(architecture, owner ?? '', event ?? '');
    if (deliveries.length === 0) return undefined;
    return {
      label: summariseDeliveries(deliveries),
      more: () =>
        deliveries
          .map(
            (delivery) =>
              `**${delivery.terms.placement.environment}**\n\n\`\`\`text\n${program.describeDelivery(delivery, design).trimEnd()}\n\`\`\``,
          )
          .join('\n\n'),
    };
  }
}

function shorten(names: readonly string[]): string {
  if (names.length === 0) return 'nobody';
  if (names.length <= mostNames) return names.join(', ');
  return `${names.slice(0, mostNames - 1).join(', ')} and ${names.length - mostNames + 1} more`;
}
