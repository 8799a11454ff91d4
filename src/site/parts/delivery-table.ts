import { factsOf } from '../../delivery/broker-facts.ts';
import { inWorkAtOnce } from '../../delivery/delivery-terms.ts';
import { type EffectiveDelivery, effectiveDelivery, type Loss } from '../../delivery/effective-delivery.ts';
import { usualTimes } from '../../delivery/retry-time.ts';
import { showDuration } from '../../delivery/show-duration.ts';
import { n } from '../../draw/scene/shapes.ts';
import { variantsOf } from '../../generators/docs/per-environment.ts';
import type { Architecture, Service, Subscription } from '../../model/architecture.ts';
import { type Html, type HtmlPart, html, joined, trusted } from '../html.ts';
import { badge, code, table } from './text.ts';

/** A subscription, and what to call it in its row. */
export interface DeliveryRow {
  readonly service: Service;
  readonly subscription: Subscription;
  readonly title: HtmlPart;
}

/** What really happens to events that services take: a row for each, and for each way that environments differ. */
export function deliveryTable(
  label: string,
  of: string,
  rows: readonly DeliveryRow[],
  architecture: Architecture,
): HtmlPart {
  return table(
    label,
    [of, 'Environment', 'Attempts', 'When all fail', 'Meanwhile', 'Comes twice', 'Order', 'Lost'],
    rows.flatMap(({ service, subscription, title }) => {
      const variants = variantsOf(architecture, (environment) => {
        const delivery = effectiveDelivery(architecture, service, subscription, environment);
        return delivery === undefined ? [] : cellsOf(delivery);
      }).filter(({ value }) => value.length > 0);
      if (variants.length === 0) return [[title]];
      return variants.map(({ value, environments }) => [title, environments.join(', '), ...value]);
    }),
  );
}

function cellsOf(delivery: EffectiveDelivery): readonly HtmlPart[] {
  const { terms, longest, cutAfter } = delivery;
  return [
    html`${attempts(delivery)}<div class="muted">each takes ${showDuration(terms.timeout)} at most</div>`,
    html`${endOf(delivery)}<div class="muted">after ${showDuration(cutAfter ?? longest)} at most</div>`,
    meanwhile(delivery),
    twice(delivery),
    orderOf(delivery),
    lostOf(delivery),
  ];
}

/** Dots beyond these stand so close that nobody counts them. */
const mostDots = 24;
const width = 132;

/** How often, and when: a dot for each attempt at the moment when it usually begins. */
function attempts({ terms, longest, cutAfter }: EffectiveDelivery): Html {
  const { retry } = terms;
  const end = Math.max(1, cutAfter ?? longest);
  const times = usualTimes(retry, mostDots).filter((time) => time <= end);
  // Pauses grow: a root keeps the first attempts apart.
  const at = (ms: number): string => n(5 + (width - 10) * Math.sqrt(ms / end));
  const count = retry.attempts === 1 ? 'once' : `${retry.attempts}`;
  // A line without a length whose ends are round is a dot.
  const dots = times.map((time) => `M${at(time)} 8h0`).join('');
  const said = `usually after ${times.map(showDuration).join(', ')}${retry.attempts > times.length ? ' …' : ''}`;
  return html`<span class="attempts" title="${said}">${count} ${trusted(`<svg width="${width}" height="16" aria-hidden="true"><path class="timeline-line" d="M5 8H${width - 5}"/><path class="timeline-end" d="M${width - 4} 2V14"/><path class="timeline-attempts" d="${dots}"/></svg>`)}<span class="hidden">${said}</span></span>`;
}

function endOf({ end, terms }: EffectiveDelivery): HtmlPart {
  switch (end.kind) {
    case 'table':
      return `a dead letter in the service’s table${end.keyWaits ? '; its key waits' : ''}`;
    case 'topic': {
      if (end.readers.length > 0) return html`topic ${code(end.name)}, taken by ${end.readers.join(', ')}`;
      return end.kept
        ? html`topic ${code(end.name)}, which nobody takes`
        : html`${badge('lost', 'error')} nobody takes ${code(end.name)}`;
    }
    case 'lost':
      return badge('lost', 'error');
    case 'endless':
      return html`${badge('again, for ever', 'error')} by ${factsOf(terms.placement.broker.type).title}`;
  }
}

function meanwhile({ blocks, terms }: EffectiveDelivery): string {
  switch (blocks) {
    case 'partition':
      return 'its partition waits';
    case 'key':
      return 'its key waits';
    case 'topic':
      return 'the topic waits';
    case 'publisher':
      return 'all of its publisher waits';
    case 'place': {
      const atOnce = inWorkAtOnce(terms);
      return atOnce === 1 ? 'others wait' : `others go on, ${atOnce} at once`;
    }
  }
}

function twice({ duplicates, terms }: EffectiveDelivery): string {
  switch (duplicates) {
    case 'inbox':
      return `changes nothing, for ${showDuration(terms.serviceSettings.inboxRetention)}`;
    case 'memory':
      return 'changes nothing, until a restart';
    case 'nothing':
      return 'is handled twice';
  }
}

function orderOf({ order }: EffectiveDelivery): HtmlPart {
  switch (order.kind) {
    case 'not-asked':
      return 'none';
    case 'kept':
      return 'by key';
    case 'lost':
      return badge('not kept', 'error');
  }
}

function lostOf({ losses }: EffectiveDelivery): HtmlPart {
  return joined(losses.map(lossText), '; ');
}

function lossText(loss: Loss): string {
  switch (loss.how) {
    case 'given-up':
      return 'after the last attempt';
    case 'unread-dead-letter':
      return `as a dead letter in ${loss.name}`;
    case 'service-away':
      return `when the service is away for ${showDuration(loss.after)}`;
    case 'expired':
      return `what waits longer than ${showDuration(loss.after)}`;
    case 'retention':
      return `what the broker kept for ${showDuration(loss.after)}`;
    case 'broker-stopped':
      return 'when the broker stops';
    case 'unconfirmed':
      return `what ${loss.publishers.join(', ')} is sending when its connection breaks`;
  }
}
