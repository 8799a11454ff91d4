import { deliveriesOf } from '../delivery/deliveries.ts';
import type { EffectiveDelivery } from '../delivery/effective-delivery.ts';
import { showDuration } from '../delivery/show-duration.ts';
import type { Architecture } from '../model/architecture.ts';

/** Deliveries of an event to a service, by environment. */
export function deliveriesTo(
  architecture: Architecture,
  service: string,
  event: string,
): readonly EffectiveDelivery[] {
  return deliveriesOf(architecture).filter(
    ({ terms }) => terms.service.name === service && terms.subscription.event === event,
  );
}

/** What really happens in a few words: `5 attempts within 156.1 s, then dead letter`; where environments differ, each. */
export function summariseDeliveries(deliveries: readonly EffectiveDelivery[]): string {
  const texts = new Map<string, string[]>();
  for (const delivery of deliveries) {
    const text = summarise(delivery);
    texts.set(text, [...(texts.get(text) ?? []), delivery.terms.placement.environment]);
  }
  if (texts.size === 1) return [...texts.keys()].join('');
  return [...texts].map(([text, environments]) => `${environments.join(', ')}: ${text}`).join('; ');
}

function summarise({ terms, longest, cutAfter, end }: EffectiveDelivery): string {
  const { attempts } = terms.retry;
  const within = cutAfter ?? longest;
  const count = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  return `${count} within ${showDuration(within)}, then ${endText(end)}`;
}

function endText(end: EffectiveDelivery['end']): string {
  switch (end.kind) {
    case 'table':
      return end.keyWaits ? 'dead letter, its key waits' : 'dead letter';
    case 'topic':
      return end.kept || end.readers.length > 0 ? 'dead letter' : 'lost';
    case 'lost':
      return 'lost';
    case 'endless':
      return 'again, for ever';
  }
}
