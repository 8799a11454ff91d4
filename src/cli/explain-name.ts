import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '../diagnostics/diagnostic.ts';
import { createPaint, type Paint, printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { findPackageRoot } from '../generators/assets.ts';
import type { Architecture, EventContract, Origin, Service } from '../model/architecture.ts';
import { indexArchitecture } from '../model/query.ts';
import { type Resolved, resolveService, resolveSubscription, resolveTopic } from '../model/settings.ts';
import { type DesignTexts, loadDesign } from '../pipeline.ts';
import { rules } from '../rules/index.ts';
import { readerCodes } from '../spec/codes.ts';
import type { ExplainOptions } from './commands/explain.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { findProject } from './project.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

const kinds = ['rule', 'event', 'service'] as const;

/** `eda explain` */
export async function runExplain(
  what: string,
  name: string | undefined,
  options: ExplainOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const kind = kinds.find((candidate) => candidate === what);
  if (name !== undefined && kind === undefined) {
    io.stderr.write(
      `eda: there is nothing to explain about a ${what}${didYouMean(what, kinds)}; ${kinds.join(', ')}\n`,
    );
    return exitCode.usage;
  }
  if (name === undefined && kind !== undefined) {
    io.stderr.write(`eda: which ${kind}? eda explain ${kind} <name>\n`);
    return exitCode.usage;
  }
  const wanted = name ?? what;
  if (kind === undefined || kind === 'rule') {
    const text = explainCode(wanted);
    if (text !== undefined) {
      if (options.format === 'json') writeJson(io, { name: wanted, markdown: text });
      else io.stdout.write(`${text.trimEnd()}\n`);
      return exitCode.fine;
    }
    if (kind === 'rule') {
      const known = [...rules.map((rule) => rule.id), ...Object.keys(readerCodes)];
      io.stderr.write(
        `eda: there is no rule ${wanted}${didYouMean(wanted, known)}\n     eda rules lists them\n`,
      );
      return exitCode.usage;
    }
  }
  return explainInDesign(wanted, kind, options, globals, io);
}

function explainCode(id: string): string | undefined {
  if (rules.some((rule) => rule.id === id)) {
    return readFileSync(join(findPackageRoot(), 'docs/rules', `${id}.md`), 'utf8');
  }
  const code = Object.hasOwn(readerCodes, id) ? readerCodes[id] : undefined;
  if (code === undefined) return undefined;
  const sample = (title: string, text: string | undefined): string =>
    text === undefined ? '' : `\n${title}:\n\n${text.replace(/^/gm, '    ')}\n`;
  return `# ${id}\n\n${code.title}.\n\n${code.explanation}\n${sample('Wrong', code.wrong)}${sample('Right', code.right)}`;
}

function explainInDesign(
  name: string,
  kind: (typeof kinds)[number] | undefined,
  options: ExplainOptions,
  globals: GlobalOptions,
  io: Io,
): number {
  const found = findProject(globals.cwd);
  if (!found.ok) {
    io.stderr.write(`eda: ${found.message}\n`);
    return found.kind === 'usage' ? exitCode.usage : exitCode.unreadable;
  }
  const { source, architecture } = loadDesign(found.project.files, found.project.root);
  if (source === undefined || architecture === undefined) {
    io.stderr.write('eda: the design cannot be read; eda validate says why\n');
    return exitCode.unreadable;
  }
  if (options.env !== undefined && architecture.environments[options.env] === undefined) {
    const known = Object.keys(architecture.environments);
    io.stderr.write(
      `eda: there is no environment ${options.env}${didYouMean(options.env, known)}; ${known.join(', ')}\n`,
    );
    return exitCode.usage;
  }
  const environments = options.env === undefined ? Object.keys(architecture.environments) : [options.env];
  const event = kind === 'service' ? undefined : architecture.events[name];
  const service = kind === 'event' ? undefined : architecture.services[name];
  if (event === undefined && service === undefined) {
    const known = [
      ...(kind === 'service' ? [] : Object.keys(architecture.events)),
      ...(kind === 'event' ? [] : Object.keys(architecture.services)),
      ...(kind === undefined ? rules.map((rule) => rule.id) : []),
    ];
    io.stderr.write(
      `eda: the design has no ${kind ?? 'rule, event or service'} ${name}${didYouMean(name, known)}\n`,
    );
    return exitCode.usage;
  }
  const view = { architecture, source, environments, paint: createPaint(globals.colour) };
  if (options.format === 'json') writeJson(io, event === undefined ? service : event);
  else
    io.stdout.write(
      event === undefined ? describeService(service as Service, view) : describeEvent(event, view),
    );
  return exitCode.fine;
}

interface View {
  readonly architecture: Architecture;
  readonly source: DesignTexts;
  readonly environments: readonly string[];
  readonly paint: Paint;
}

function describeEvent(event: EventContract, view: View): string {
  const { architecture, paint } = view;
  const index = indexArchitecture(architecture);
  const lines = [
    `${paint.bold(event.name)} ${event.version}  ${event.kind}${event.internal ? ', internal' : ''}  ${paint.dim(placeText(event.at, view))}`,
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
      `  published by   ${service.name}${when === '' ? '' : `  ${when}`}  ${paint.dim(placesText(by, view))}`,
    );
  }
  for (const { service, by } of index.subscribersOf(event.name)) {
    const why = by.map(({ origin }) => originText(origin)).join(', ');
    lines.push(
      `  taken by       ${service.name}${why === '' ? '' : `  ${why}`}  ${paint.dim(placesText(by, view))}`,
    );
  }
  const topic = architecture.topics[event.topic];
  if (topic !== undefined) {
    for (const environment of view.environments) {
      lines.push('', `topic ${paint.bold(topic.name)} in ${environment}`);
      lines.push(...describeSettings(resolveTopic(architecture, topic, environment), view));
    }
  }
  for (const { service, by } of index.subscribersOf(event.name)) {
    for (const subscription of by) {
      for (const environment of view.environments) {
        lines.push(
          '',
          `${paint.bold(service.name)} ${originText(subscription.origin)} in ${environment}`.replace(
            / +in /,
            ' in ',
          ),
        );
        lines.push(
          ...describeSettings(resolveSubscription(architecture, service, subscription, environment), view),
        );
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

function describeService(service: Service, view: View): string {
  const { architecture, paint } = view;
  const lines = [
    `${paint.bold(service.name)}  ${service.external ? 'external' : `domain ${service.domain}`}${service.owner === undefined ? '' : `, owner ${service.owner}`}  ${paint.dim(placeText(service.at, view))}`,
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
  for (const environment of view.environments) {
    lines.push('', `in ${environment}`);
    lines.push(...describeSettings(resolveService(architecture, service, environment), view));
  }
  return `${lines.join('\n')}\n`;
}

/** One line a leaf, with the line that decided it. */
function describeSettings<T extends object>(resolved: Resolved<T>, view: View): string[] {
  const leaves = Object.entries(resolved.values).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([leaf, inner]) => [`${key}.${leaf}`, inner] as const)
      : [[key, value] as const],
  );
  const width = Math.max(...leaves.map(([leaf]) => leaf.length));
  return leaves.map(([leaf, value]) => {
    // `retry.wait` is `retry.max` or `retry.interval` in the spec, after the kind of backoff.
    const written =
      leaf !== 'retry.wait'
        ? leaf
        : resolved.decidedBy['retry.interval'] === undefined
          ? 'retry.max'
          : 'retry.interval';
    const decided = resolved.decidedBy[written];
    const by = decided === undefined || decided === 'built-in' ? 'built-in' : placeText(decided, view);
    return `  ${written.padEnd(width + 3)} ${showSetting(written, value).padEnd(24)} ${view.paint.dim(by)}`;
  });
}

const times = new Set([
  'retention',
  'ttl',
  'timeout',
  'retry.max',
  'retry.interval',
  'bulk.wait',
  'history',
  'inboxRetention',
]);

function showSetting(leaf: string, value: unknown): string {
  if (!times.has(leaf) || typeof value !== 'number') return printable(String(value));
  for (const [unit, ms] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const) {
    if (value >= ms && value % ms === 0) return `${value / ms}${unit}`;
  }
  return `${value}ms`;
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
