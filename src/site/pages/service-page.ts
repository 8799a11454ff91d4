import { elementId } from '../../draw/graph/graph.ts';
import { spacedDuration } from '../../draw/spaced-duration.ts';
import { guaranteesOf } from '../../generators/docs/guarantees.ts';
import { variantsOf } from '../../generators/docs/per-environment.ts';
import { projectionTable } from '../../generators/postgres/projection-table.ts';
import type {
  Aggregate,
  Call,
  Projection,
  RetrySettings,
  Service,
  ServiceSettings,
} from '../../model/architecture.ts';
import { resolveService } from '../../model/settings.ts';
import type { Painter } from '../draw-pictures.ts';
import { type HtmlPart, html, joined } from '../html.ts';
import { changesOfElement } from '../parts/change-list.ts';
import { deliveryTable } from '../parts/delivery-table.ts';
import { figure } from '../parts/figure.ts';
import { thingHeading } from '../parts/heading.ts';
import { ownerOf } from '../parts/owner.ts';
import { printPage } from '../parts/page.ts';
import { whenOf, whyOf, withReason } from '../parts/reasons.ts';
import { code, factList, table } from '../parts/text.ts';
import { createThings, kindIcon, type Things } from '../parts/things.ts';
import { summaryOf } from '../read-descriptions.ts';
import type { Site, SiteFile } from '../site-input.ts';
import { anchorOf } from '../site-paths.ts';

/** `services/<service>.html`: what a service does, promises, and depends on. */
export async function servicePage(service: Service, site: Site, painter: Painter): Promise<SiteFile> {
  const { architecture, index, paths } = site;
  const { name, domain, description, external } = service;
  const path = paths.pageOf('service', name);
  const things = createThings(site, path);
  const element = elementId.service(name);
  const { link } = things;
  const published = [...new Set(service.publications.map(({ event }) => event))];
  const scene = await painter.aroundService(name);
  const guarantees = guaranteesOf(service, architecture);
  return printPage(
    {
      path,
      title: name,
      element,
      domain,
      ...summaryOf(description, site),
      heading: [
        thingHeading(external ? 'external' : 'service', name, {
          text: things.prose(description),
          notes: external
            ? html`<p class="note" role="note">It belongs to somebody else: nothing is generated for it, and how it takes events is its own affair.</p>`
            : undefined,
        }),
        factList(factsOf(service, site, things)),
      ],
      sections: [
        {
          id: 'picture',
          title: 'With whom it works',
          body: figure(scene, `${name} and its neighbours`, things, element),
        },
        {
          id: 'publishes',
          title: 'Publishes',
          count: published.length,
          body: table(
            'What it publishes',
            ['Event', 'What happened', 'When', 'Taken by'],
            published.map((event) => [
              link(elementId.event(event)),
              architecture.events[event]?.summary,
              whenOf(
                service.publications.filter((one) => one.event === event),
                things,
              ),
              joined(
                index.subscribersOf(event).map((use) => link(elementId.service(use.service.name))),
                ', ',
              ),
            ]),
          ),
        },
        {
          id: 'takes',
          title: 'Takes, and how it is delivered',
          count: service.subscriptions.length,
          body: deliveryTable(
            'What it takes',
            'Event',
            service.subscriptions.map((subscription) => ({
              service,
              subscription,
              title: withReason(link(elementId.event(subscription.event)), whyOf(subscription, things)),
            })),
            architecture,
          ),
        },
        { id: 'operations', title: 'Serves', body: operationsOf(service, site, things) },
        { id: 'calls', title: 'Calls', body: callsOf(service, site, things) },
        {
          id: 'aggregates',
          title: 'Aggregates',
          body: Object.values(architecture.aggregates).flatMap((one) =>
            one.service === name ? [aggregatePart(one, things)] : [],
          ),
        },
        {
          id: 'projections',
          title: 'Projections',
          body: Object.values(architecture.projections).flatMap((one) =>
            one.service === name ? [projectionPart(one, site, things)] : [],
          ),
        },
        {
          id: 'guarantees',
          title: 'What holds',
          body:
            guarantees.length === 0
              ? undefined
              : html`<ul>${guarantees.map((sentence) => html`<li>${sentence}</li>`)}</ul>`,
        },
        { id: 'changes', title: 'Changes', body: changesOfElement(element, site, things) },
      ],
    },
    site,
    things,
  );
}

function factsOf(service: Service, { architecture }: Site, { link }: Things): Parameters<typeof factList>[0] {
  const setting = (textOf: (settings: ServiceSettings) => string): HtmlPart =>
    joined(
      variantsOf(architecture, (environment) =>
        textOf(resolveService(architecture, service, environment).values),
      ).map(({ value, environments }) =>
        environments.length === 0
          ? value
          : html`${value} <span class="muted">(${environments.join(', ')})</span>`,
      ),
      ', ',
    );
  return [
    ['Domain', service.domain === '' ? undefined : link(elementId.domain(service.domain))],
    ['Owner', ownerOf(service.owner, architecture)],
    ...(service.external
      ? []
      : ([
          ['Language', setting(({ language }) => (language === 'none' ? 'not generated' : language))],
          ['Database', setting(({ database }) => (database === 'postgres' ? 'PostgreSQL' : 'none'))],
          ['Consumer group', setting(({ group }) => group)],
          ['Replicas', setting(({ replicas }) => String(replicas))],
          ['Source of its events', service.publications.length === 0 ? undefined : code(service.source)],
          [
            'Sent events kept',
            setting(({ database, history }) =>
              database === 'none' ? 'no' : history === undefined ? 'no' : spacedDuration(history),
            ),
          ],
        ] as const)),
  ];
}

function operationsOf(service: Service, { architecture }: Site, { link, prose }: Things): HtmlPart {
  const callers = Object.values(architecture.services);
  return table(
    'What it serves',
    ['Operation', 'Request', 'What it does', 'Asked by'],
    Object.values(service.operations).map(({ name, method, path, description }) => [
      name,
      code(`${method.toUpperCase()} ${path}`),
      prose(description, 2),
      joined(
        callers
          .filter(({ calls }) =>
            calls.some((call) => call.service === service.name && call.operation === name),
          )
          .map((caller) => link(elementId.service(caller.name))),
        ', ',
      ),
    ]),
  );
}

function callsOf(service: Service, { architecture }: Site, { link, line }: Things): HtmlPart {
  return table(
    'What it calls',
    ['Service', 'Operation', 'Request', 'Timeout', 'Retries', 'Circuit breaker', 'Without an answer'],
    service.calls.map((call) => [
      link(elementId.service(call.service)),
      withReason(call.operation, line(call.description)),
      requestOf(call, architecture.services[call.service]),
      spacedDuration(call.timeout),
      retryText(call.retry),
      `opens after ${call.circuitBreaker.failures} failures for ${spacedDuration(call.circuitBreaker.open)}`,
      call.fallback === undefined
        ? 'the call fails'
        : html`goes on with ${code(JSON.stringify(call.fallback.value))}`,
    ]),
  );
}

function requestOf({ operation }: Call, called: Service | undefined): HtmlPart {
  const found = called?.operations[operation];
  return found === undefined ? undefined : code(`${found.method.toUpperCase()} ${found.path}`);
}

function retryText({ attempts, backoff, wait }: RetrySettings): string {
  if (attempts <= 1) return 'none';
  return `${attempts} attempts, ${backoff === 'exponential' ? 'waits up to' : 'waits of'} ${spacedDuration(wait)}`;
}

function aggregatePart(
  { name, description, key, events, snapshotEvery }: Aggregate,
  { link, prose }: Things,
): HtmlPart {
  return html`
    <div id="${anchorOf('aggregate', name)}"><h3>${kindIcon('aggregate')}<bdi>${name}</bdi></h3>
    ${prose(description, 3)}
    ${factList([
      ['Key', code(key.join('.'))],
      [
        'Stores',
        joined(
          events.map((event) => link(elementId.event(event))),
          ', ',
        ),
      ],
      ['Snapshot', snapshotEvery === undefined ? 'none' : `every ${snapshotEvery} events`],
    ])}</div>`;
}

function projectionPart(projection: Projection, { architecture }: Site, { link, prose }: Things): HtmlPart {
  const { name, description, from, consistency } = projection;
  const columns = projectionTable(architecture, projection);
  return html`
    <div id="${anchorOf('projection', name)}"><h3>${kindIcon('projection')}<bdi>${name}</bdi></h3>
    ${prose(description, 3)}
    <p>Made from ${joined(
      from.map((event) => link(elementId.event(event))),
      ', ',
    )}, ${consistency === 'immediate' ? 'in the transaction that stores each of them' : 'shortly after each of them'}.</p>
    ${table(
      `Table ${columns.name}`,
      [`Column of ${columns.name}`, 'Type', 'Key'],
      [
        ...columns.key.map((column) => [code(column.name), column.type, 'yes']),
        ...columns.columns.map((column) => [code(column.name), column.type, '']),
      ],
    )}</div>`;
}
