import { spacedDuration } from '../../draw/spaced-duration.ts';
import type { Call, RetrySettings, Service } from '../../model/architecture.ts';
import { eventsOf } from '../../model/query.ts';
import { resolveService } from '../../model/settings.ts';
import { printMarkdown, printMarkdownCode } from '../../print/markdown.ts';
import type { PlannedFile } from '../generator.ts';
import { projectionTable } from '../postgres/projection-table.ts';
import { hasDatabase, purposeOf, runtimePartsOf } from '../postgres/runtime-part.ts';
import { reachedFrom } from '../typescript/schema-references.ts';
import { pathText } from './data-section.ts';
import { effectiveCells, effectiveHead, reasonCell } from './delivery-text.ts';
import { type DocsInput, planPage, printSentence, sharedSettings } from './docs-input.ts';
import { guaranteesOf } from './guarantees.ts';
import { type Links, pagePath } from './links.ts';
import { printFacts, printTable } from './markdown-table.ts';
import { textsPerEnvironment } from './per-environment.ts';

/** `docs/services/<service>.md`: what a service does, promises, and depends on. */
export function planServicePage(input: DocsInput, service: Service): PlannedFile {
  const { architecture, index, links } = input;
  const projections = Object.values(architecture.projections).filter((each) => each.service === service.name);
  const aggregates = Object.values(architecture.aggregates).filter((each) => each.service === service.name);
  const events = [...new Set([...service.publications, ...service.subscriptions].map(({ event }) => event))];
  const used = events.map((event) => {
    const { summary, key } = architecture.events[event] ?? {};
    const publishers = index.publishersOf(event).map((use) => use.service.name);
    const takers = index.subscribersOf(event).map((use) => use.service.name);
    return [summary, key, publishers, takers];
  });
  // Types of keys are those of the events.
  const sources = projections.flatMap(({ from }) => eventsOf(architecture, from));
  const callers = callersOf(service, input);
  return planPage(input, {
    path: pagePath('service', service.name),
    template: 'service',
    inputs: [
      service,
      ...projections,
      ...sources,
      ...reachedFrom(
        sources.map(({ data }) => data),
        architecture.schemas,
      ).map((id) => architecture.schemas[id]),
      ...aggregates,
      ...sharedSettings(architecture),
      architecture.teams,
      used,
      ...events.map((event) => architecture.topics[architecture.events[event]?.topic ?? '']),
      callers,
      service.calls.map((call) => operationOf(call, input)),
      isExported(architecture),
      ...input.deliveryInputs,
    ],
    view: () => {
      return {
        title: printMarkdown(service.name),
        external: service.external,
        description: printSentence(service.description ?? ''),
        facts: printFacts(factsOf(service, input, links)),
        publishes: printPublications(service, input, links),
        takes: printTable(
          ['Event', 'From', 'Why', ...effectiveHead],
          service.subscriptions.map((subscription) => [
            links.event(subscription.event),
            index
              .publishersOf(subscription.event)
              .map((use) => links.service(use.service.name))
              .join(', '),
            reasonCell(subscription, links),
            ...effectiveCells(input, service, subscription),
          ]),
        ),
        serves: printTable(
          ['Operation', 'Request', 'What it does', 'Asked by'],
          Object.values(service.operations).map(({ name, method, path, description = '' }) => [
            printMarkdown(name),
            printMarkdownCode(`${method.toUpperCase()} ${path}`),
            printMarkdown(description),
            callers
              .filter(({ operation }) => operation === name)
              .map((caller) => links.service(caller.service))
              .join(', '),
          ]),
        ),
        calls: printTable(
          ['Operation', 'Request', 'Timeout', 'Retries', 'Circuit breaker', 'Without an answer'],
          service.calls.map((call) => callCells(call, input, links)),
        ),
        aggregates: printTable(
          ['Aggregate', 'Key', 'Stores', 'Snapshot'],
          aggregates.map(({ name, description, key, events: stored, snapshotEvery }) => [
            `${printMarkdown(name)}${description === undefined ? '' : `: ${printMarkdown(description)}`}`,
            pathText(key),
            stored.map(links.event).join(', '),
            snapshotEvery === undefined ? 'none' : `every ${snapshotEvery} events`,
          ]),
        ),
        projections: projections.map((projection) => {
          const { name, key, columns } = projectionTable(architecture, projection);
          return {
            name: printMarkdown(projection.name),
            description: printSentence(projection.description ?? ''),
            from: projection.from.map(links.event).join(', '),
            consistency:
              projection.consistency === 'immediate'
                ? 'in the transaction that stores each of them'
                : 'shortly after each of them',
            columns: printTable(
              [`Column of ${printMarkdownCode(name)}`, 'Type', ''],
              [
                ...key.map((column) => [printMarkdownCode(column.name), column.type, 'key']),
                ...columns.map((column) => [printMarkdownCode(column.name), column.type, '']),
              ],
            ),
          };
        }),
        tables: printTable(
          ['Table', 'Holds'],
          runtimePartsOf(architecture, service)
            .filter((part) => part !== 'schema')
            .map((part) => [printMarkdownCode(`eda.${part.replace('-', '_')}`), purposeOf(part)]),
        ),
        guarantees: guaranteesOf(service, architecture)
          .map((sentence) => `- ${sentence}`)
          .join('\n'),
      };
    },
  });
}

function factsOf(
  service: Service,
  { architecture }: DocsInput,
  links: Links,
): readonly (readonly [string, string | undefined])[] {
  const contact = service.owner === undefined ? undefined : architecture.teams[service.owner]?.contact;
  const setting = textsPerEnvironment(
    architecture,
    (environment) => resolveService(architecture, service, environment).values,
  );
  const who: (readonly [string, string | undefined])[] = [
    [
      'Domain',
      architecture.domains[service.domain] === undefined
        ? printMarkdown(service.domain)
        : links.domain(service.domain),
    ],
    [
      'Owner',
      service.owner &&
        `${printMarkdown(service.owner)}${contact === undefined ? '' : `, ${printMarkdown(contact)}`}`,
    ],
  ];
  if (service.external) return who;
  return [
    ...who,
    ['Language', setting(({ language }) => (language === 'none' ? 'not generated' : language))],
    ['Database', setting(({ database }) => (database === 'postgres' ? 'PostgreSQL' : 'none'))],
    ['Consumer group', setting(({ group }) => printMarkdownCode(group))],
    ['Replicas', setting(({ replicas }) => String(replicas))],
    [
      'Source of its events',
      service.publications.length === 0 ? undefined : printMarkdownCode(service.source),
    ],
    [
      'Sent events kept',
      hasDatabase(architecture, service)
        ? setting(({ history }) => (history === undefined ? 'no' : spacedDuration(history)))
        : undefined,
    ],
    ['Contract', isExported(architecture) ? links.contract(service.name) : undefined],
  ];
}

/** Whether the documents that pages point to are generated as well. */
function isExported({ generate }: DocsInput['architecture']): boolean {
  return generate.asyncapi?.enabled !== false;
}

/** A row for each event; the reasons to publish it stand together. */
function printPublications(service: Service, { architecture, index }: DocsInput, links: Links): string {
  const events = [...new Set(service.publications.map(({ event }) => event))];
  return printTable(
    ['Event', 'What happened', 'When', 'Taken by'],
    events.map((event) => [
      links.event(event),
      printMarkdown(architecture.events[event]?.summary ?? ''),
      service.publications
        .filter((publication) => publication.event === event)
        .map(({ on, origin }) =>
          on !== undefined
            ? `while it handles ${links.event(on)}`
            : origin.kind === 'saga'
              ? `saga ${links.saga(origin.name)}`
              : 'of its own accord',
        )
        .join('; '),
      index
        .subscribersOf(event)
        .map((use) => links.service(use.service.name))
        .join(', ') || 'nobody',
    ]),
  );
}

function callCells(call: Call, input: DocsInput, links: Links): string[] {
  const { timeout, retry, circuitBreaker, fallback } = call;
  return [
    `${links.service(call.service)} ${printMarkdown(call.operation)}${call.description === undefined ? '' : `: ${printMarkdown(call.description)}`}`,
    printMarkdownCode(operationOf(call, input)),
    spacedDuration(timeout),
    retryText(retry),
    `opens after ${circuitBreaker.failures} failures for ${spacedDuration(circuitBreaker.open)}`,
    fallback === undefined
      ? 'the call fails'
      : `goes on with ${printMarkdownCode(JSON.stringify(fallback.value))}`,
  ];
}

function retryText({ attempts, backoff, wait }: RetrySettings): string {
  if (attempts <= 1) return 'none';
  return `${attempts} attempts, ${backoff === 'exponential' ? 'waits up to' : 'waits of'} ${spacedDuration(wait)}`;
}

function operationOf({ service, operation }: Call, { architecture }: DocsInput): string {
  const found = architecture.services[service]?.operations[operation];
  return found === undefined ? '' : `${found.method.toUpperCase()} ${found.path}`;
}

function callersOf(
  { name }: Service,
  { architecture }: DocsInput,
): readonly { readonly service: string; readonly operation: string }[] {
  return Object.values(architecture.services).flatMap(({ name: service, calls }) =>
    calls.filter((call) => call.service === name).map(({ operation }) => ({ service, operation })),
  );
}
