import type { Place } from '../diagnostics/diagnostic.ts';
import { type Paint, printable } from '../diagnostics/format/paint.ts';
import type { Architecture, EventContract, Origin, Service } from '../model/architecture.ts';
import { indexArchitecture } from '../model/query.ts';
import { resolveService, resolveSubscription, resolveTopic } from '../model/settings.ts';
import type { DesignTexts } from '../pipeline.ts';
import { decideSettings, describeSettings } from './decided-settings.ts';

/** What an explanation looks at. */
export interface View {
  readonly architecture: Architecture;
  readonly source: DesignTexts;
  /** Those whose settings are wanted. */
  readonly environments: readonly string[];
  readonly paint: Paint;
}

/** An event for people: what it is, who publishes and takes it, and its settings. */
export function describeEvent(event: EventContract, view: View): string {
  const { architecture, paint } = view;
  const index = indexArchitecture(architecture);
  const lines = [
    `${paint.bold(printable(event.name))} ${printable(event.version)}  ${event.kind}${event.internal ? ', internal' : ''}  ${paint.dim(placeText(event.at, view))}`,
  ];
  if (event.summary !== undefined) lines.push(`  ${printable(event.summary)}`);
  lines.push(
    `  key            ${event.key.map((path) => path.join('.')).join(', ') || 'none'}`,
    `  type           ${printable(event.type)}`,
    `  compatibility  ${event.compatibility.direction}${event.compatibility.transitive ? '-transitive' : ''}${event.compatibility.written ? '' : paint.dim('  by kind and use')}`,
  );
  for (const { service, by } of index.publishersOf(event.name)) {
    const when = by.map(({ on, origin }) => (on === undefined ? originText(origin) : `on ${on}`)).join(', ');
    lines.push(
      `  published by   ${printable(service.name)}${when === '' ? '' : `  ${when}`}  ${paint.dim(placesText(by, view))}`,
    );
  }
  for (const { service, by } of index.subscribersOf(event.name)) {
    const why = by.map(({ origin }) => originText(origin)).join(', ');
    lines.push(
      `  taken by       ${printable(service.name)}${why === '' ? '' : `  ${why}`}  ${paint.dim(placesText(by, view))}`,
    );
  }
  const topic = architecture.topics[event.topic];
  if (topic !== undefined) {
    const settings = decideSettings((environment) => resolveTopic(architecture, topic, environment), view);
    lines.push(...describeSettings(`topic ${paint.bold(printable(topic.name))}`, settings, paint));
  }
  for (const { service, by } of index.subscribersOf(event.name)) {
    for (const subscription of by) {
      const settings = decideSettings(
        (environment) => resolveSubscription(architecture, service, subscription, environment),
        view,
      );
      const origin = originText(subscription.origin);
      const title = `${paint.bold(printable(service.name))}${origin === '' ? '' : ` ${origin}`}`;
      lines.push(...describeSettings(title, settings, paint));
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A service for people: what it does, where each part comes from, and its settings. */
export function describeService(service: Service, view: View): string {
  const { architecture, paint } = view;
  const lines = [
    `${paint.bold(printable(service.name))}  ${service.external ? 'external' : `domain ${printable(service.domain)}`}${service.owner === undefined ? '' : `, owner ${printable(service.owner)}`}  ${paint.dim(placeText(service.at, view))}`,
  ];
  if (service.description !== undefined) lines.push(`  ${printable(service.description)}`);
  for (const { event, on, origin, at } of service.publications) {
    const why = on === undefined ? originText(origin) : `on ${on}`;
    lines.push(`  publishes   ${event}${why === '' ? '' : `  ${why}`}  ${paint.dim(placeText(at, view))}`);
  }
  for (const { event, origin, at } of service.subscriptions) {
    lines.push(
      `  subscribes  ${event}${originText(origin) === '' ? '' : `  ${originText(origin)}`}  ${paint.dim(placeText(at, view))}`,
    );
  }
  for (const operation of Object.values(service.operations)) {
    lines.push(
      `  serves      ${operation.name}  ${operation.method.toUpperCase()} ${printable(operation.path)}  ${paint.dim(placeText(operation.at, view))}`,
    );
  }
  for (const call of service.calls) {
    lines.push(`  calls       ${call.service}.${call.operation}  ${paint.dim(placeText(call.at, view))}`);
  }
  const settings = decideSettings((environment) => resolveService(architecture, service, environment), view);
  lines.push(...describeSettings(paint.bold('settings'), settings, paint));
  return `${lines.join('\n')}\n`;
}

/** An event for programs: its contract, and each setting with the place that decided it. */
export function eventToJson(event: EventContract, view: View): object {
  const { architecture } = view;
  const index = indexArchitecture(architecture);
  const topic = architecture.topics[event.topic];
  return {
    event,
    at: placeText(event.at, view),
    publishedBy: index.publishersOf(event.name).map(({ service, by }) => ({
      service: service.name,
      at: by.map(({ at }) => placeText(at, view)),
    })),
    takenBy: index.subscribersOf(event.name).flatMap(({ service, by }) =>
      by.map((subscription) => ({
        service: service.name,
        origin: subscription.origin,
        at: placeText(subscription.at, view),
        settings: decideSettings(
          (environment) => resolveSubscription(architecture, service, subscription, environment),
          view,
        ),
      })),
    ),
    ...(topic === undefined
      ? {}
      : {
          topic: {
            name: topic.name,
            settings: decideSettings((environment) => resolveTopic(architecture, topic, environment), view),
          },
        }),
  };
}

/** A service for programs. */
export function serviceToJson(service: Service, view: View): object {
  return {
    service,
    at: placeText(service.at, view),
    settings: decideSettings((environment) => resolveService(view.architecture, service, environment), view),
  };
}

function originText(origin: Origin): string {
  if (origin.kind === 'written') return '';
  const step = origin.kind === 'saga' && origin.step !== undefined ? `, step ${origin.step}` : '';
  return `(${origin.kind} ${origin.name}${step})`;
}

function placesText(uses: readonly { readonly at: Place }[], view: View): string {
  return [...new Set(uses.map(({ at }) => placeText(at, view)))].join(', ');
}

function placeText(at: Place, { source }: View): string {
  return `${printable(at.file)}:${source.locate(at).line}`;
}
