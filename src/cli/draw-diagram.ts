import { existsSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { drawContext, drawContextOfDomain } from '../draw/context.ts';
import { drawData, drawProjections } from '../draw/data.ts';
import type { Design, Drawing, SystemDrawing } from '../draw/drawing.ts';
import { drawFlow, drawFlowOfDomain } from '../draw/flow.ts';
import { drawSaga } from '../draw/saga.ts';
import { drawSequence } from '../draw/sequence.ts';
import { traceEvent } from '../draw/trace.ts';
import { indexArchitecture } from '../model/query.ts';
import { findReactions } from '../model/reactions.ts';
import { loadDesign } from '../pipeline.ts';
import type { DiagramOptions } from './commands/diagram.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { findProject } from './project.ts';
import { openProject } from './read-design.ts';
import { refuseWith } from './refuse.ts';
import type { GlobalOptions } from './session.ts';
import { writeOutput } from './write-output.ts';

const kinds = ['context', 'flow', 'sequence', 'saga', 'data'] as const;
type Kind = (typeof kinds)[number];

/** What there are pictures of; `src/draw/views.ts` draws them. */
const pictures: readonly string[] = ['map', 'flow', 'sagas', 'timeline', 'data', 'infra'];

/** What each kind draws one of; absent: the system as a whole. */
const subjects: { readonly [kind in Kind]?: string } = {
  sequence: 'event',
  saga: 'saga',
  data: 'event or projection',
};

/** Diagrams to print, or why there are none. */
type Drawn =
  | { readonly ok: true; readonly drawings: readonly Drawing[]; readonly hint?: string }
  | { readonly ok: false; readonly message: string };

/** Endings of files that say a format. */
const endings: { readonly [ending: string]: NonNullable<DiagramOptions['format']> } = {
  '.svg': 'svg',
  '.png': 'png',
  '.mmd': 'mermaid',
  '.mermaid': 'mermaid',
  '.d2': 'd2',
  '.json': 'json',
};

/** `eda diagram` */
export async function runDiagram(
  what: string | undefined,
  name: string | undefined,
  options: DiagramOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const format = options.format ?? endings[extname(options.output ?? '').toLowerCase()] ?? 'mermaid';
  const wanted = what ?? (format === 'mermaid' || format === 'json' ? 'context' : 'flow');
  const isPicture =
    format !== 'mermaid' && (format !== 'json' || (wanted !== 'context' && isView(wanted, name)));
  const refusal = isPicture ? undefined : misuse(wanted, options);
  if (refusal !== undefined) return fail(refusal);
  if (isPicture && name !== undefined && !(wanted in subjects))
    return fail(`${wanted} is drawn of the whole system; of one domain: --domain ${name}`);
  if (isPicture && options.deadLetters === true)
    return fail('--dead-letters is for Mermaid; the picture infra has dead letters');
  if (format === 'png' && options.output === undefined && io.stdout.isTTY === true)
    return fail('a PNG is not for a terminal; write it to a file: -o flow.png');

  const project = openProject(globals.cwd, fail, findProject);
  if (typeof project === 'number') return project;
  const { architecture } = loadDesign(project.files, project.entry);
  if (architecture === undefined)
    return fail('the design cannot be read; eda validate says why', exitCode.unreadable);
  const design = { architecture, index: indexArchitecture(architecture) };

  if (isPicture) {
    const { drawPicture } = await import('./draw-picture.ts');
    const picture = await drawPicture(wanted, format, options, design, project);
    if (!picture.ok) return fail(picture.message, exitCode.usage, picture.help);
    return put(picture.content, picture.remarks, options, globals, io);
  }
  const kind = kinds.find((candidate) => candidate === wanted);
  if (kind === undefined) {
    const isEvent = architecture.events[wanted] !== undefined;
    if (isEvent) return fail(`${wanted} is an event: eda diagram sequence ${wanted}`);
    if (isView(wanted, undefined))
      return fail(`${wanted} is a picture: eda diagram ${wanted} -o ${wanted}.svg`);
    return fail(
      `there is no diagram ${wanted}${didYouMean(wanted, kinds)}; ${kinds.join(', ')}`,
      exitCode.usage,
      `pictures, with -o <file>.svg: ${pictures.join(', ')}`,
    );
  }
  const drawn = draw(kind, name, options, design);
  if (!drawn.ok) return fail(drawn.message);
  const { drawings, hint } = drawn;
  const text =
    format === 'json'
      ? `${JSON.stringify(drawings, null, 2)}\n`
      : drawings.map((drawing) => drawing.text).join('\n');
  const remarks = drawings.flatMap((drawing) => drawing.remarks);
  return put(text, [...remarks, ...(hint === undefined ? [] : [hint])], options, globals, io);
}

/** What was asked for as a picture: data of one event is a Mermaid text. */
function isView(what: string, name: string | undefined): boolean {
  return name === undefined && pictures.includes(what);
}

/** Why options do not go with a Mermaid text. */
function misuse(what: string, { domain, deadLetters, env }: DiagramOptions): string | undefined {
  const kind = kinds.find((candidate) => candidate === what);
  if (env !== undefined)
    return '--env is for the picture infra: eda diagram infra --env <environment> -o infra.svg';
  if (kind === undefined) return undefined;
  if (domain !== undefined && subjects[kind] !== undefined)
    return `--domain is for context and flow; ${kind} has none`;
  if (kind !== 'flow' && deadLetters === true) return `--dead-letters is for flow; ${kind} has none`;
  return undefined;
}

function put(
  content: string | Uint8Array,
  remarks: readonly string[],
  { output }: DiagramOptions,
  globals: GlobalOptions,
  io: Io,
): number {
  if (output === undefined) io.stdout.write(content);
  else {
    const path = resolve(globals.cwd, output);
    if (!existsSync(dirname(path))) return refuseWith(io)(`there is no folder ${dirname(output)}`);
    writeOutput(path, content);
  }
  for (const remark of remarks) io.stderr.write(`${printable(remark)}\n`);
  return exitCode.fine;
}

function draw(kind: Kind, name: string | undefined, options: DiagramOptions, design: Design): Drawn {
  const subject = subjects[kind];
  if (subject === undefined) return drawSystem(kind === 'flow' ? 'flow' : 'context', name, options, design);
  const { events, sagas, projections, schemas } = design.architecture;
  if (name === undefined) return refusal(`which ${subject}? eda diagram ${kind} <${subject}>`);
  const event = events[name];
  const projection = projections[name];
  const saga = sagas[name];
  if (kind === 'sequence' && event !== undefined) {
    return only(drawSequence(traceEvent(design, findReactions(design.architecture), name)));
  }
  if (kind === 'data' && event !== undefined) return only(drawData(event, schemas));
  if (kind === 'data' && projection !== undefined) {
    return only(drawProjections([projection], design.architecture));
  }
  if (kind === 'saga' && saga !== undefined) return only(drawSaga(saga));
  const known = {
    sequence: Object.keys(events),
    data: [...Object.keys(events), ...Object.keys(projections)],
    saga: Object.keys(sagas),
  }[kind === 'sequence' || kind === 'saga' ? kind : 'data'];
  return refusal(
    known.length === 0
      ? `the design has no ${subject}`
      : `the design has no ${subject} ${name}${didYouMean(name, known)}`,
  );
}

function drawSystem(
  kind: 'context' | 'flow',
  name: string | undefined,
  { domain, deadLetters = false }: DiagramOptions,
  design: Design,
): Drawn {
  if (name !== undefined) {
    return refusal(`${kind} draws the whole system; for one domain: eda diagram ${kind} --domain ${name}`);
  }
  if (domain === undefined) {
    return ofSystem(kind, kind === 'flow' ? drawFlow(design, { deadLetters }) : drawContext(design));
  }
  const domains = Object.keys(design.architecture.domains);
  if (!domains.includes(domain)) {
    return refusal(`the design has no domain ${domain}${didYouMean(domain, domains)}`);
  }
  const drawings =
    kind === 'flow' ? drawFlowOfDomain(design, domain, { deadLetters }) : drawContextOfDomain(design, domain);
  if (drawings.length === 1) return { ok: true, drawings };
  return {
    ok: true,
    drawings,
    hint: `domain ${domain} is too big for one diagram: these are ${drawings.length}, one behind the other`,
  };
}

/** One text is one diagram: where the system needs several, the domains are shown, and how to see more. */
function ofSystem(kind: string, drawn: SystemDrawing): Drawn {
  if ('whole' in drawn) return only(drawn.whole);
  const first = drawn.domains[0]?.domain ?? '<domain>';
  return {
    ok: true,
    drawings: [drawn.overview],
    hint: `the ${kind} is too big for one diagram, so these are its domains; one of them: eda diagram ${kind} --domain ${first}`,
  };
}

function only(drawing: Drawing): Drawn {
  return { ok: true, drawings: [drawing] };
}

function refusal(message: string): Drawn {
  return { ok: false, message };
}
