import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
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
import type { GlobalOptions } from './session.ts';

const kinds = ['context', 'flow', 'sequence', 'saga', 'data'] as const;
type Kind = (typeof kinds)[number];

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

/** `eda diagram` */
export async function runDiagram(
  what: string,
  name: string | undefined,
  options: DiagramOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = (message: string, code: number = exitCode.usage): number => {
    io.stderr.write(`eda: ${printable(message)}\n`);
    return code;
  };
  const kind = kinds.find((candidate) => candidate === what);
  if (kind !== undefined && options.domain !== undefined && subjects[kind] !== undefined) {
    return fail(`--domain is for context and flow; ${kind} has none`);
  }
  if (kind !== 'flow' && kind !== undefined && options.deadLetters === true) {
    return fail(`--dead-letters is for flow; ${kind} has none`);
  }
  const found = findProject(globals.cwd);
  if (!found.ok) return fail(found.message, found.kind === 'usage' ? exitCode.usage : exitCode.unreadable);
  const { architecture } = loadDesign(found.project.files, found.project.entry);
  if (architecture === undefined) {
    return fail('the design cannot be read; eda validate says why', exitCode.unreadable);
  }
  if (kind === undefined) {
    return fail(
      architecture.events[what] === undefined
        ? `there is no diagram ${what}${didYouMean(what, kinds)}; ${kinds.join(', ')}`
        : `${what} is an event: eda diagram sequence ${what}`,
    );
  }
  const drawn = draw(kind, name, options, { architecture, index: indexArchitecture(architecture) });
  if (!drawn.ok) return fail(drawn.message);

  const { drawings, hint } = drawn;
  const text =
    options.format === 'json'
      ? `${JSON.stringify(drawings, null, 2)}\n`
      : drawings.map((drawing) => drawing.text).join('\n');
  if (options.output === undefined) io.stdout.write(text);
  else writeFileSync(resolve(globals.cwd, options.output), text);
  for (const remark of drawings.flatMap((drawing) => drawing.remarks))
    io.stderr.write(`${printable(remark)}\n`);
  if (hint !== undefined) io.stderr.write(`${hint}\n`);
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
