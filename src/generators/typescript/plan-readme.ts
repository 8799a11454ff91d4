import type { EventContract } from '../../model/architecture.ts';
import { joinPath, pathIn } from '../../model/service-folders.ts';
import { printMarkdown, printMarkdownCode } from '../../print/markdown.ts';
import { defaultEnvironment } from './plan-definition.ts';
import { hasDatabase } from './plan-package.ts';
import { printTable } from './print-table.ts';
import type { ServiceView } from './service-view.ts';
import { aggregateFiles, handlerFiles, operationFiles, projectionFiles } from './stub-files.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** `README.md` of a service: what it does, what it guarantees, how to run it. Written once. */
export const planReadme: PlanFiles = (workshop, view) => [
  templated(workshop, {
    path: joinPath(view.folder, 'README.md'),
    owner: 'once',
    template: 'README.md',
    inputs: [view.service, ...view.events.map(({ name, summary }) => [name, summary]), workshop.environments],
    view: () => readmeView(workshop, view, factsOf(workshop, view)),
  }),
];

function factsOf(workshop: Workshop, view: ServiceView): ReadmeFacts {
  const handlers = handlerFiles(view);
  const operations = operationFiles(view);
  const projections = projectionFiles(view);
  const aggregates = aggregateFiles(view);
  const inService = (folder: string): string => pathIn(view.folder, folder);
  return {
    database: hasDatabase(workshop, view),
    handler: (event) => `${inService(view.folders.handlers)}/${handlers.get(event)}.ts`,
    operation: (name) => `${inService(view.folders.operations)}/${operations.get(name)}.ts`,
    projection: (name) => `${inService(view.folders.projections)}/${projections.get(name)}.ts`,
    aggregate: (name) => `${inService(view.folders.aggregates)}/${aggregates.get(name)}.ts`,
  };
}

/** Where the code of people lies, and whether the service has a database. */
export interface ReadmeFacts {
  readonly database: boolean;
  readonly handler: (event: string) => string;
  readonly operation: (name: string) => string;
  readonly projection: (name: string) => string;
  readonly aggregate: (name: string) => string;
}

/** What the README of a service says, in whichever language it is written. */
export function readmeView(
  workshop: Pick<Workshop, 'environments'>,
  view: ServiceView,
  facts: ReadmeFacts,
): object {
  const { service } = view;
  const { database } = facts;
  return {
    name: printMarkdown(service.name),
    generated: pathIn(view.folder, view.folders.generated),
    description: printMarkdown(service.description ?? ''),
    tables: tablesOf(view, facts)
      .filter(({ rows }) => rows.length > 0)
      .map(({ head, rows }) => printTable(head, rows)),
    promises: promisesOf(view, database),
    variables: printTable(['variable', 'meaning'], variables(workshop, view, database)),
  };
}

/** What holds for the service, as far as it publishes and takes anything. */
function promisesOf(view: ServiceView, database: boolean): string[] {
  const publishes = view.published.length > 0;
  const takes = view.handlers.length + view.projections.length > 0;
  const promises: readonly (readonly [boolean, string])[] = [
    [
      publishes && database,
      'An event is published if and only if the transaction that published it commits: it is written to `eda.outbox` first.',
    ],
    [
      takes && database,
      "An event that arrives twice changes nothing twice: `eda.inbox` knows it, in the handler's own transaction.",
    ],
    [
      !database && (publishes || takes),
      'At least once: without a database there is no outbox and no inbox, so handlers see a repeated event again.',
    ],
    [
      takes,
      "What can't be handled becomes a dead letter with its reason, and blocks nobody: `GET /eda/dlq` lists them.",
    ],
    [publishes || takes, 'Data are checked against the design when they are published and when they arrive.'],
    [
      view.aggregates.length > 0,
      'Two commands for one aggregate at once decide one after the other: what the second decides, it decides on what the first stored.',
    ],
    [
      view.projections.some(({ stored }) => stored.length > 0),
      'A projection of the store takes every stored event once, in the order of the store; `eda projection rebuild` fills it anew while it is read.',
    ],
    [view.operations.length > 0, 'Requests and answers are checked against the design.'],
  ];
  return promises.flatMap(([holds, text]) => (holds ? [text] : []));
}

interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function tablesOf(view: ServiceView, files: ReadmeFacts): Table[] {
  return [
    { head: ['publishes', 'meaning'], rows: view.published.map(eventCells) },
    {
      head: ['takes', 'meaning', 'in'],
      rows: view.handlers.map(({ event }) => [...eventCells(event), link(files.handler(event.name))]),
    },
    {
      head: ['serves', 'route', 'in'],
      rows: view.operations.map(({ name, method, path }) => [
        printMarkdownCode(name),
        printMarkdownCode(`${method.toUpperCase()} ${path}`),
        link(files.operation(name)),
      ]),
    },
    {
      head: ['projection', 'from', 'in'],
      rows: view.projections.map(({ projection }) => [
        printMarkdownCode(projection.name),
        projection.from.map(printMarkdownCode).join(', '),
        link(files.projection(projection.name)),
      ]),
    },
    {
      head: ['aggregate', 'stores', 'in'],
      rows: view.aggregates.map(({ aggregate }) => [
        printMarkdownCode(aggregate.name),
        aggregate.events.map(printMarkdownCode).join(', '),
        link(files.aggregate(aggregate.name)),
      ]),
    },
    {
      head: ['calls', 'fallback'],
      rows: view.calls.map(({ call }) => [
        printMarkdownCode(`${call.service}.${call.operation}`),
        call.fallback === undefined
          ? 'none: it throws `CallError`'
          : printMarkdownCode(JSON.stringify(call.fallback.value)),
      ]),
    },
  ];
}

function variables(
  { environments }: Pick<Workshop, 'environments'>,
  view: ServiceView,
  database: boolean,
): string[][] {
  return [
    ['`PORT`, `HOST`', 'where it listens: 3000, 127.0.0.1'],
    ...(database
      ? [
          ['`DATABASE_URL`', 'its PostgreSQL database'],
          ['`EDA_MIGRATIONS`', `folder of migrations: \`${pathIn(view.folder, view.folders.migrations)}\``],
          [
            '`EDA_TASK`',
            '`migrate`: applies the migrations and ends; they are applied at every start as well',
          ],
        ]
      : []),
    ['`DAPR_HTTP_PORT`', 'its sidecar: 3500'],
    [
      '`APP_API_TOKEN`, `DAPR_API_TOKEN`',
      'what its sidecar sends to it, and what it sends to its sidecar; it does not start without, except in `local`',
    ],
    [
      '`EDA_ENVIRONMENT`',
      `which settings hold: ${environments.map(printMarkdownCode).join(', ')}; ${printMarkdownCode(defaultEnvironment(environments))} if unset`,
    ],
    [
      '`EDA_ADMIN_TOKEN`',
      'opens the routes under `/eda/`: dead letters to look at and replay, parked events to send again',
    ],
    ['`EDA_LOG`, `EDA_LOG_LEVEL`', '`json` or `pretty`; `debug`, `info`, `warn`, `error`'],
  ];
}

function eventCells({ name, summary }: EventContract): string[] {
  return [printMarkdownCode(name), printMarkdown(summary ?? '')];
}

function link(path: string): string {
  return `[${path}](${path})`;
}
