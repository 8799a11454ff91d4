import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { wrapMarkdown } from '../diagnostics/format/wrap.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { rules } from '../rules/index.ts';
import type { ExplainOptions } from './commands/explain.ts';
import { describeCode, faultCodes } from './describe-code.ts';
import { describeDeclared } from './describe-declared.ts';
import { describeEvent, describeService, eventToJson, serviceToJson } from './describe-element.ts';
import { describeSaga, sagaToJson } from './describe-saga.ts';
import { exitCode } from './exit-code.ts';
import { type Io, widthOf } from './io.ts';
import { openDesign } from './open-design.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

const kinds = ['rule', 'event', 'service', 'saga'] as const;

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
      `eda: there is nothing to explain about a ${printable(what)}${didYouMean(what, [...kinds, 'delivery'])}; ${kinds.join(', ')}, delivery\n`,
    );
    return exitCode.usage;
  }
  if (name === undefined && kind !== undefined) {
    io.stderr.write(`eda: which ${kind}? eda explain ${kind} <name>\n`);
    return exitCode.usage;
  }
  const wanted = name ?? what;
  if (kind === undefined || kind === 'rule') {
    const text = describeCode(wanted)?.text ?? describeDeclared(wanted, globals.cwd);
    if (text !== undefined) {
      if (options.format === 'json') writeJson(io, { name: wanted, markdown: text });
      else io.stdout.write(`${wrapMarkdown(text.trimEnd(), widthOf(io))}\n`);
      return exitCode.fine;
    }
    if (kind === 'rule') {
      const known = [...rules.map((rule) => rule.id), ...faultCodes()];
      io.stderr.write(
        `eda: there is no rule ${printable(wanted)}${didYouMean(wanted, known)}\n     eda rules lists them\n`,
      );
      return exitCode.usage;
    }
  }
  return explainInDesign(wanted, kind, options, globals, io);
}

function explainInDesign(
  name: string,
  kind: (typeof kinds)[number] | undefined,
  options: ExplainOptions,
  globals: GlobalOptions,
  io: Io,
): number {
  const opened = openDesign(globals, io, options.env);
  if ('code' in opened) return opened.code;
  const { architecture, source, environments } = opened;
  const has = (own: (typeof kinds)[number]): boolean => kind === undefined || kind === own;
  const event = has('event') ? architecture.events[name] : undefined;
  const service = has('service') ? architecture.services[name] : undefined;
  const saga = has('saga') ? architecture.sagas[name] : undefined;
  if (event === undefined && service === undefined && saga === undefined) {
    const known = [
      ...(has('event') ? Object.keys(architecture.events) : []),
      ...(has('service') ? Object.keys(architecture.services) : []),
      ...(has('saga') ? Object.keys(architecture.sagas) : []),
      ...(kind === undefined ? [...rules.map((rule) => rule.id), ...faultCodes()] : []),
    ];
    io.stderr.write(
      `eda: ${kind === undefined ? 'there is no rule, fault, event, service or saga' : `the design has no ${kind}`} ${printable(name)}${didYouMean(name, known)}\n`,
    );
    return exitCode.usage;
  }
  const view = { architecture, source, environments, paint: createPaint(globals.colour) };
  if (event !== undefined) {
    if (options.format === 'json') writeJson(io, eventToJson(event, view));
    else io.stdout.write(describeEvent(event, view));
  } else if (service !== undefined) {
    if (options.format === 'json') writeJson(io, serviceToJson(service, view));
    else io.stdout.write(describeService(service, view));
  } else if (saga !== undefined) {
    if (options.format === 'json') writeJson(io, sagaToJson(saga, view));
    else io.stdout.write(describeSaga(saga, view));
  }
  return exitCode.fine;
}
