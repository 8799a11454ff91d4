import { join, relative } from 'node:path';
import type { Place } from '../diagnostics/diagnostic.ts';
import { plural, type Texts } from '../diagnostics/format/located.ts';
import { createPaint, type Paint, printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { CodeLine } from '../diff/change.ts';
import { type Consumer, findImpact, type Impact, type Party, type Producer } from '../diff/find-impact.ts';
import { type DataField, fieldsOf } from '../draw/data-fields.ts';
import type { Architecture, DataPath, EventContract, Origin } from '../model/architecture.ts';
import { pathOf } from '../model/build/values.ts';
import { loadDesign } from '../pipeline.ts';
import type { ImpactOptions } from './commands/impact.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { Project } from './project.ts';
import { openProject, wholeArchitecture } from './read-design.ts';
import { openCode } from './read-handlers.ts';
import { refuseWith } from './refuse.ts';
import { textsOf, writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** `eda impact` */
export async function runImpact(
  name: string,
  options: ImpactOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const project = openProject(globals.cwd, fail);
  if (typeof project === 'number') return project;
  const design = loadDesign(project.files, project.entry);
  const architecture = wholeArchitecture(design, fail);
  if (typeof architecture === 'number') return architecture;
  const event = architecture.events[name];
  if (event === undefined)
    return fail(`there is no event ${name}${didYouMean(name, Object.keys(architecture.events))}`);
  const fields = flatten(fieldsOf(event.data, architecture.schemas));
  const field = options.field === undefined ? undefined : pathOf(options.field);
  if (
    options.field !== undefined &&
    fields.length > 0 &&
    !fields.some(({ path }) => path === options.field)
  ) {
    const paths = fields.map(({ path }) => path);
    return fail(
      `${name} has no field ${options.field}${didYouMean(options.field, paths)}`,
      exitCode.usage,
      `fields: ${paths.slice(0, 12).join(', ')}${paths.length > 12 ? ', …' : ''}`,
    );
  }
  const impact = findImpact(architecture, name, field);
  const consumers = await withCode(impact.consumers, architecture, name, field, project);
  const view: View = {
    event,
    impact: { ...impact, consumers },
    personal: fields.filter((each) => each.personal).map(({ path }) => path),
    ...(options.field === undefined ? {} : { field: options.field }),
    texts: textsOf(design, project.files),
    placeOf: design.source?.placeOf ?? ((place) => place),
    show: (file) => relative(globals.cwd, join(project.folder, file)),
  };
  if (options.format === 'json') writeJson(io, toJson(view));
  else io.stdout.write(describe(view, createPaint(globals.colour)));
  return exitCode.fine;
}

interface CodeConsumer extends Consumer {
  readonly lines: readonly CodeLine[];
}

interface View {
  readonly event: EventContract;
  readonly impact: Omit<Impact, 'consumers'> & { readonly consumers: readonly CodeConsumer[] };
  /** Fields that are personal data. */
  readonly personal: readonly string[];
  readonly field?: string;
  readonly texts: Texts;
  readonly placeOf: (place: Place) => Place;
  readonly show: (file: string) => string;
}

/** What their code says of the field; without one nothing is asked. */
async function withCode(
  consumers: readonly Consumer[],
  architecture: Architecture,
  event: string,
  field: DataPath | undefined,
  { folder }: Project,
): Promise<CodeConsumer[]> {
  if (field === undefined) return consumers.map((consumer) => ({ ...consumer, lines: [] }));
  const code = await openCode(folder, architecture);
  return consumers.map((consumer) => {
    const { lines, complete } = code.linesOf(consumer.service, event, field);
    if (lines.length > 0) return { ...consumer, reads: 'yes', lines };
    return { ...consumer, reads: complete && consumer.reads === 'unknown' ? 'no' : consumer.reads, lines };
  });
}

interface FlatField {
  readonly path: string;
  readonly personal: boolean;
}

/** Fields by their paths in the spec's spelling; items and members as `*`. */
function flatten(fields: readonly DataField[], before = ''): FlatField[] {
  return fields.flatMap((field) => {
    const name = field.name === '*' ? '*' : field.name.replace(/[.\\]/g, '\\$&');
    const path = before === '' ? name : `${before}.${name}`;
    const inner = field.of === 'value' ? path : `${path}.*`;
    return [{ path, personal: field.personal }, ...flatten(field.fields, inner)];
  });
}

function describe(view: View, paint: Paint): string {
  const { event, impact, personal, field } = view;
  const lines = [
    `${paint.bold(printable(event.name))}${field === undefined ? '' : ` ${paint.bold(printable(field))}`}  ${event.version}, ${event.kind} of ${printable(event.domain)}  ${paint.dim(placeText(event.at, view))}`,
  ];
  if (personal.length > 0)
    lines.push(`  ${paint.yellow('personal data')}  ${personal.map(printable).join(', ')}`);
  if (impact.aggregates.length > 0)
    lines.push(`  stored by aggregate ${impact.aggregates.map(printable).join(', ')}`);
  if (impact.sagas.length > 0) lines.push(`  part of saga ${impact.sagas.map(printable).join(', ')}`);
  lines.push(impact.producers.length === 0 ? 'nobody publishes it' : 'published by');
  for (const producer of impact.producers)
    lines.push(
      `  ${partyText(producer)}  ${occasionOf(producer)}  ${paint.dim(placeText(producer.at, view))}`,
    );
  lines.push(impact.consumers.length === 0 ? 'nobody takes it' : 'taken by');
  for (const consumer of impact.consumers) {
    const why = consumer.origins.map(originText).filter((text) => text !== '');
    lines.push(
      `  ${partyText(consumer)}${why.length === 0 ? '' : `  ${why.join(', ')}`}  ${paint.dim(placeText(consumer.at, view))}`,
    );
    if (field !== undefined) lines.push(`      ${readText(consumer, view)}`);
  }
  if (impact.follows.length > 0) lines.push('what may follow');
  for (const { event: next, depth, from, by, takenBy } of impact.follows) {
    const takers = takenBy.length === 0 ? 'nobody takes it' : `taken by ${takenBy.map(partyText).join(', ')}`;
    lines.push(`  ${depth}  ${printable(next)}  ${printable(by)} on ${printable(from)}  ${takers}`);
  }
  lines.push('', verdictOf(view, paint));
  return `${lines.join('\n')}\n`;
}

function verdictOf({ impact, field }: View, paint: Paint): string {
  const depth = Math.max(0, ...impact.follows.map((next) => next.depth));
  const reading = impact.consumers.filter(({ reads }) => reads !== 'no');
  const parts = [
    plural(impact.services.length, 'service'),
    ...(impact.owners.length === 0 ? [] : [`owned by ${impact.owners.map(printable).join(', ')}`]),
    ...(field === undefined
      ? []
      : [`${reading.length} of ${plural(impact.consumers.length, 'subscriber')} read the field or may`]),
    ...(depth === 0
      ? []
      : [paint.dim(`${plural(impact.follows.length, 'event')} may follow, ${depth} deep`)]),
  ];
  return parts.join(' · ');
}

function partyText({ service, owner, external }: Party): string {
  const more = [owner, external ? 'external' : undefined].filter((text) => text !== undefined).map(printable);
  return `${printable(service)}${more.length === 0 ? '' : ` (${more.join(', ')})`}`;
}

function occasionOf({ on, origins }: Producer): string {
  const why = origins.map(originText).filter((text) => text !== '');
  const own = origins.length > on.length && why.length === 0 ? ['of its own accord'] : [];
  return [...own, ...(on.length === 0 ? [] : [`on ${on.map(printable).join(', ')}`]), ...why].join(', ');
}

function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'written':
      return '';
    case 'projection':
      return `projection ${printable(origin.name)}`;
    case 'saga':
      return `saga ${printable(origin.name)}${origin.step === undefined ? '' : `, step ${printable(origin.step)}`}`;
  }
}

function readText({ reads, lines }: CodeConsumer, { show }: View): string {
  if (reads === 'yes')
    return `reads it${lines.length === 0 ? ', as the design says' : `: ${lines.map(({ file, line }) => printable(`${show(file)}:${line}`)).join(', ')}`}`;
  return reads === 'no' ? 'does not read it' : 'may read it: neither `uses` nor its code says so';
}

function placeText(place: Place, { texts, placeOf, show }: View): string {
  const at = placeOf(place);
  return printable(`${show(at.file)}:${texts.locate(at).line}`);
}

function toJson({ event, impact, personal, field, texts, placeOf }: View): object {
  const party = <T extends Party>({ at, ...rest }: T): object => {
    const place = placeOf(at);
    return { ...rest, file: place.file, line: texts.locate(place).line };
  };
  return {
    event: event.name,
    version: event.version,
    ...(field === undefined ? {} : { field }),
    personalData: personal,
    publishedBy: impact.producers.map(party),
    takenBy: impact.consumers.map(({ reads, lines, ...consumer }) =>
      party(field === undefined ? consumer : { ...consumer, reads, lines }),
    ),
    follows: impact.follows.map(({ takenBy, ...next }) => ({ ...next, takenBy: takenBy.map(party) })),
    aggregates: impact.aggregates,
    sagas: impact.sagas,
    services: impact.services,
    owners: impact.owners,
  };
}
