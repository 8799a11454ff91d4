import { factsOf } from '../delivery/broker-facts.ts';
import { inWorkAtOnce } from '../delivery/delivery-terms.ts';
import type { Blocked, DeliveryEnd, EffectiveDelivery, Loss } from '../delivery/effective-delivery.ts';
import type { OrderLoss } from '../delivery/order-verdict.ts';
import { pauseBefore } from '../delivery/retry-time.ts';
import { showDuration } from '../delivery/show-duration.ts';
import type { Place } from '../diagnostics/diagnostic.ts';
import { type Paint, printable } from '../diagnostics/format/paint.ts';
import { listNames } from '../diagnostics/list-names.ts';
import type { Architecture } from '../model/architecture.ts';
import { resolveService, resolveSubscription, resolveTopic } from '../model/settings.ts';
import type { DesignTexts } from '../pipeline.ts';

/** What a description of a delivery needs beside it. */
export interface DeliveryView {
  readonly architecture: Architecture;
  readonly source: DesignTexts;
  readonly paint: Paint;
}

/** Attempts that are shown one by one; of more the first and the last. */
const mostAttempts = 8;

/** A delivery for people: its attempts along time, where it ends, and what can come twice, late or never. */
export function describeDelivery(delivery: EffectiveDelivery, view: DeliveryView): string {
  const { paint } = view;
  const { terms } = delivery;
  const { broker, topic, settings } = terms.placement;
  const rows = timelineOf(delivery, paint);
  const width = Math.max(...rows.map(([when]) => when.length));
  const key = view.architecture.events[terms.subscription.event]?.key ?? [];
  const head = [
    paint.bold(capital(factsOf(broker.type).title)),
    `topic ${printable(topic.name)}${settings.address === topic.name ? '' : ` as ${printable(settings.address)}`}`,
    key.length === 0 ? 'no key' : `key ${printable(key.map((path) => path.join('.')).join(' and '))}`,
    orderText(delivery, paint),
  ].join(', ');
  const lines = [
    head,
    ...rows.map(([when, what]) => `  ${when.padEnd(width)}  ${what}`.trimEnd()),
    `meanwhile: ${blockedText[delivery.blocks](inWorkAtOnce(terms))}`,
    `duplicates possible: yes, ${duplicatesText(delivery)}`,
    `lost: ${lossesText(delivery, paint)}`,
  ];
  const written = decidedBy(delivery, view).flatMap(([leaf, by]) =>
    by === 'built-in' ? [] : [`${leaf} ${by}`],
  );
  lines.push(
    paint.dim(
      `decided by: ${[...written, written.length === 0 ? 'built-in settings' : 'the rest built-in'].join(' · ')}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}

function timelineOf({ terms, longest, cutAfter, takenAwayAfter, end }: EffectiveDelivery, paint: Paint) {
  const { retry, timeout, judge, service } = terms;
  const rows: (readonly [when: string, what: string])[] = [];
  let after = 0;
  for (let attempt = 1; attempt <= retry.attempts; attempt++) {
    after += pauseBefore(retry, attempt).usual;
    if (after > (cutAfter ?? after)) break;
    if (attempt > mostAttempts - 2 && attempt < retry.attempts && retry.attempts > mostAttempts) {
      if (attempt === mostAttempts - 1) rows.push(['…', '']);
      continue;
    }
    const note = attempt === 1 ? `   ${paint.dim(`each may take ${showDuration(timeout)}`)}` : '';
    rows.push([attempt === 1 ? '0 s' : `+${showSeconds(after)}`, `attempt ${attempt}${note}`]);
  }
  if (cutAfter !== undefined) {
    rows.push([
      `≤ ${showDuration(cutAfter)}`,
      paint.yellow(
        `Dapr ends an exponential retry; all ${retry.attempts} attempts may need ${showDuration(longest)}`,
      ),
    ]);
  } else if (takenAwayAfter !== undefined) {
    rows.push([
      `≤ ${showDuration(takenAwayAfter)}`,
      paint.yellow('the broker gives it to another consumer, which begins again beside this one'),
    ]);
  }
  rows.push([`≤ ${showDuration(cutAfter ?? longest)}`, endText(end, terms.placement, service.name, paint)]);
  if (judge === 'service' && retry.attempts > 1 && end.kind !== 'lost') {
    rows.push(['at once', paint.dim('what trying again cannot mend: the same after one attempt')]);
  }
  return rows;
}

/** Pauses are compared, so they are all in seconds as long as that can be read. */
function showSeconds(ms: number): string {
  return ms < 600_000 ? `${(ms / 1000).toFixed(1)} s` : showDuration(ms);
}

function orderText({ order, terms }: EffectiveDelivery, paint: Paint): string {
  switch (order.kind) {
    case 'not-asked':
      return 'not ordered';
    case 'lost':
      return paint.red(
        `ordered, but ${orderLossText(order.because, factsOf(terms.placement.broker.type).title)}`,
      );
    case 'kept':
      return order.acrossDeadLetters
        ? 'ordered by key'
        : 'ordered by key, up to an event that is given up: the next ones go on';
  }
}

function orderLossText(because: OrderLoss, title: string): string {
  switch (because.reason) {
    case 'broker':
      return `${title} keeps no order`;
    case 'needs':
      return `only with ${because.key}: ${String(because.value)} at the broker`;
    case 'replicas':
      return `${because.replicas} replicas overtake each other`;
    case 'publishers':
      return `${listNames(because.publishers)} publish beside each other`;
  }
}

function endText(
  end: DeliveryEnd,
  { broker, settings }: EffectiveDelivery['terms']['placement'],
  service: string,
  paint: Paint,
): string {
  const { title } = factsOf(broker.type);
  switch (end.kind) {
    case 'table':
      return `dead letter: table eda.dead_letter of ${service}${end.keyWaits ? '; its key waits until it is replayed or discarded' : ''}`;
    case 'topic': {
      const topic = `dead letter: topic ${printable(end.name)}`;
      if (end.readers.length > 0) return `${topic}, taken by ${listNames(end.readers)}`;
      const kept =
        settings.retention === 'forever' ? 'keeps it' : `keeps it for ${showDuration(settings.retention)}`;
      return end.kept
        ? `${topic}, which nobody takes; ${title} ${kept}`
        : paint.red(`${topic}, which nobody takes and ${title} does not keep: lost`);
    }
    case 'lost':
      return paint.red('given up without a dead letter: lost');
    case 'endless':
      return paint.red('no dead letter: delivered again, for ever');
  }
}

const blockedText: { readonly [blocked in Blocked]: (concurrency: number) => string } = {
  partition: () => 'its partition waits',
  key: () => 'its key waits, others go on',
  topic: () => 'the whole topic waits, one event is in work at a time',
  publisher: () => 'all that its publisher sent waits',
  place: (concurrency) =>
    concurrency === 1
      ? 'others wait, one is in work at a time'
      : `others go on, up to ${concurrency} at a time`,
};

function duplicatesText({ duplicates, terms }: EffectiveDelivery): string {
  switch (duplicates) {
    case 'inbox':
      return `absorbed by the inbox (${showDuration(terms.serviceSettings.inboxRetention)})`;
    case 'memory':
      return 'absorbed by each replica for what it remembers, until it restarts';
    case 'nothing':
      return 'and nothing absorbs them: the handler has to bear them';
  }
}

function lossesText(delivery: EffectiveDelivery, paint: Paint): string {
  if (delivery.losses.length === 0) return 'no';
  const texts = delivery.losses.map((loss) => lossText(loss, delivery));
  const isRed = delivery.losses.some(({ how }) => how !== 'retention' && how !== 'expired');
  const text = texts.join('; ');
  return isRed ? paint.red(text) : `only ${text}`;
}

function lossText(loss: Loss, { terms }: EffectiveDelivery): string {
  const { title } = factsOf(terms.placement.broker.type);
  switch (loss.how) {
    case 'given-up':
      return 'after the last attempt';
    case 'unread-dead-letter':
      return `as a dead letter: nobody takes ${printable(loss.name)}, and ${title} keeps nothing without a subscriber`;
    case 'service-away':
      return `when ${terms.service.name} does not answer for ${showDuration(loss.after)}`;
    case 'expired':
      return `what waits longer than ${showDuration(loss.after)} (ttl)`;
    case 'retention':
      return `what waits longer than ${showDuration(loss.after)} (retention)`;
    case 'broker-stopped':
      return `when the process of ${title} ends`;
    case 'unconfirmed':
      return `what ${listNames(loss.publishers)} is sending when its connection to ${title} breaks: without an outbox nobody asks whether it arrived`;
  }
}

/** The settings that matter, each with the line that decided it. */
function decidedBy({ terms }: EffectiveDelivery, { architecture, source }: DeliveryView) {
  const { service, subscription, placement } = terms;
  const { environment, topic } = placement;
  const of = {
    ...resolveService(architecture, service, environment).decidedBy,
    ...resolveTopic(architecture, topic, environment).decidedBy,
    ...resolveSubscription(architecture, service, subscription, environment).decidedBy,
  };
  const show = (at: Place | 'built-in'): string =>
    at === 'built-in' ? 'built-in' : `${printable(at.file)}:${source.locate(at).line}`;
  const leaves = [
    'retry.attempts',
    'retry.backoff',
    'retry.max',
    'retry.interval',
    'timeout',
    'deadLetter',
    'ordered',
    'concurrency',
    'replicas',
    'database',
    'idempotent',
    'retention',
    'ttl',
  ];
  return leaves.flatMap((leaf): (readonly [string, string])[] => {
    const at = of[leaf];
    // The wait that the backoff does not use decides nothing.
    const unused = leaf === (terms.retry.backoff === 'constant' ? 'retry.max' : 'retry.interval');
    return at === undefined || unused ? [] : [[leaf, show(at)]];
  });
}

/** A delivery for programs. Times in ms. */
export function deliveryToJson(delivery: EffectiveDelivery, view: DeliveryView): object {
  const { terms, duplicates, ...rest } = delivery;
  const { service, subscription, placement, retry, timeout, judge, serviceSettings } = terms;
  const attempts: object[] = [];
  const after = { least: 0, usual: 0, most: 0 };
  for (let attempt = 1; attempt <= retry.attempts; attempt++) {
    const pause = pauseBefore(retry, attempt);
    after.least += pause.least;
    after.usual += pause.usual;
    after.most += pause.most;
    attempts.push({ attempt, after: { ...after } });
  }
  return {
    environment: placement.environment,
    service: service.name,
    event: subscription.event,
    origin: subscription.origin,
    broker: { name: placement.broker.name, type: placement.broker.type },
    topic: placement.topic.name,
    address: placement.settings.address,
    key: view.architecture.events[subscription.event]?.key ?? [],
    ordered: placement.settings.ordered,
    judge,
    retry,
    timeout,
    attempts,
    ...rest,
    duplicates: {
      absorbedBy: duplicates,
      ...(duplicates === 'inbox' ? { for: serviceSettings.inboxRetention } : {}),
    },
    decidedBy: Object.fromEntries(decidedBy(delivery, view)),
  };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
