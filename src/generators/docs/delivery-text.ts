import { factsOf } from '../../delivery/broker-facts.ts';
import { inWorkAtOnce } from '../../delivery/delivery-terms.ts';
import { type EffectiveDelivery, effectiveDelivery } from '../../delivery/effective-delivery.ts';
import { showDuration } from '../../delivery/show-duration.ts';
import { spacedDuration } from '../../draw/spaced-duration.ts';
import type { Architecture, Service, Subscription } from '../../model/architecture.ts';
import { remembered } from '../../model/remember.ts';
import { resolveSubscription } from '../../model/settings.ts';
import { printMarkdown, printMarkdownCode } from '../../print/markdown.ts';
import { pathText } from './data-section.ts';
import type { DocsInput } from './docs-input.ts';
import type { Links } from './links.ts';
import { textsPerEnvironment } from './per-environment.ts';

/** Columns of `deliveryCells`. */
export const deliveryHead = ['Retries', 'Timeout', 'Given up'] as const;

/** How a service takes an event: attempts, time for each, and where a message goes that it can't handle. */
export function deliveryCells(
  { architecture }: DocsInput,
  service: Service,
  subscription: Subscription,
): readonly string[] {
  if (service.external) return ['', '', ''];
  // On the page of the event, and on that of the service.
  return remembered(architecture, subscription, 'cells of delivery', () =>
    makeDeliveryCells(architecture, service, subscription),
  );
}

function makeDeliveryCells(
  architecture: Architecture,
  service: Service,
  subscription: Subscription,
): readonly string[] {
  const cell = textsPerEnvironment(
    architecture,
    (environment) => resolveSubscription(architecture, service, subscription, environment).values,
  );
  return [
    cell(({ retry: { attempts, backoff, wait } }) =>
      attempts === 1
        ? 'none'
        : `${attempts} attempts, ${backoff === 'exponential' ? 'waits up to' : 'waits of'} ${spacedDuration(wait)}`,
    ),
    cell(({ timeout }) => spacedDuration(timeout)),
    cell(({ deadLetter }) => (deadLetter === 'none' ? '**lost**' : `to ${printMarkdownCode(deadLetter)}`)),
  ];
}

/** Columns of `effectiveCells`. */
export const effectiveHead = ['Retries', 'Timeout', 'Given up after', 'Then', 'Meanwhile', 'Order'] as const;

/** What really happens to an event that a service takes: settings, and what follows from them on each broker. */
export function effectiveCells(input: DocsInput, service: Service, subscription: Subscription): string[] {
  const { architecture } = input;
  if (service.external) return ['', '', '', '', '', ''];
  const cell = textsPerEnvironment(architecture, (environment) =>
    effectiveDelivery(architecture, service, subscription, environment),
  );
  const [retries = '', timeout = ''] = deliveryCells(input, service, subscription);
  return [
    retries,
    timeout,
    cell(({ longest, cutAfter }) => `at most ${showDuration(cutAfter ?? longest)}`),
    cell(endText),
    cell(meanwhileText),
    cell(orderText),
  ];
}

function endText({ end, terms }: EffectiveDelivery): string {
  switch (end.kind) {
    case 'table':
      return `table of dead letters${end.keyWaits ? '; its key waits' : ''}`;
    case 'topic': {
      const name = printMarkdownCode(end.name);
      if (end.readers.length > 0) return `${name}, taken by ${end.readers.map(printMarkdown).join(', ')}`;
      return end.kept ? `${name}, which nobody takes` : `**lost**: nobody takes ${name}`;
    }
    case 'lost':
      return '**lost**';
    case 'endless':
      return `**again, for ever**, by ${printMarkdown(factsOf(terms.placement.broker.type).title)}`;
  }
}

function meanwhileText({ blocks, terms }: EffectiveDelivery): string {
  const atOnce = inWorkAtOnce(terms);
  switch (blocks) {
    case 'partition':
      return 'its partition waits';
    case 'key':
      return 'its key waits';
    case 'topic':
      return 'the topic waits';
    case 'publisher':
      return 'its publisher’s events wait';
    case 'place':
      return atOnce === 1 ? 'others wait' : `up to ${atOnce} at once`;
  }
}

function orderText({ order }: EffectiveDelivery): string {
  switch (order.kind) {
    case 'not-asked':
      return 'none';
    case 'kept':
      return 'by key';
    case 'lost':
      return '**not kept**';
  }
}

/** Why a service takes an event, and what it looks at. */
export function reasonCell(subscription: Subscription, links: Links): string {
  const { origin, description, when, uses } = subscription;
  return [
    description === undefined ? '' : printMarkdown(description),
    origin.kind === 'projection' ? `projection ${printMarkdown(origin.name)}` : '',
    origin.kind === 'saga' ? `saga ${links.saga(origin.name)}` : '',
    when === undefined ? '' : `only when ${printMarkdownCode(when)}`,
    uses === undefined ? '' : `uses ${uses.map(pathText).join(', ') || 'no data'}`,
  ]
    .filter((part) => part !== '')
    .join('; ');
}
