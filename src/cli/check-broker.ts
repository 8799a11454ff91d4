import { brokerTypes, factsOf } from '../delivery/broker-facts.ts';
import {
  type BrokerSwap,
  swappedBrokers,
  type UnkeptGuarantee,
  unkeptGuarantees,
} from '../delivery/unkept-guarantees.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, type Paint, printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { DesignTexts } from '../pipeline.ts';
import type { BrokerCheckOptions } from './commands/broker.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { openDesign } from './open-design.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** `eda broker check`: exit code 1 where the other broker keeps less than the design asks for. */
export async function runBrokerCheck(
  options: BrokerCheckOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const refuse = (message: string): number => {
    io.stderr.write(`eda: ${printable(message)}\n`);
    return exitCode.usage;
  };
  const to = brokerTypes.find((type) => type === options.to);
  if (to === undefined) {
    return refuse(
      `there is no broker type ${options.to}${didYouMean(options.to, brokerTypes)}; ${brokerTypes.join(', ')}`,
    );
  }
  const opened = openDesign(globals, io, options.env);
  if ('code' in opened) return opened.code;
  const { architecture, source } = opened;
  const names = [
    ...new Set(Object.values(architecture.environments).flatMap(({ brokers }) => Object.keys(brokers))),
  ];
  if (options.broker !== undefined && !names.includes(options.broker)) {
    return refuse(
      `there is no broker ${options.broker}${didYouMean(options.broker, names)}; ${names.join(', ')}`,
    );
  }
  const swap: BrokerSwap = {
    to,
    ...(options.env === undefined ? {} : { environment: options.env }),
    ...(options.broker === undefined ? {} : { broker: options.broker }),
  };
  const brokers = swappedBrokers(architecture, swap);
  if (brokers.length === 0) {
    return refuse('every broker of the design is in memory; --env says whose to think of as another');
  }
  const unkept = unkeptGuarantees(architecture, swap);
  if (options.format === 'json') {
    writeJson(io, {
      to,
      brokers,
      unkept: unkept.map(({ at, ...finding }) => ({
        ...finding,
        at: `${at.file}:${source.locate(at).line}`,
        path: at.path,
      })),
    });
  } else io.stdout.write(describe(unkept, factsOf(to).title, brokers, source, createPaint(globals.colour)));
  return unkept.length > 0 ? exitCode.findings : exitCode.fine;
}

function describe(
  unkept: readonly UnkeptGuarantee[],
  title: string,
  brokers: readonly string[],
  source: DesignTexts,
  paint: Paint,
): string {
  const lines = unkept.flatMap(({ rule, message, help, at, already }) => [
    `${paint.dim(`${printable(at.file)}:${source.locate(at).line}`)}  ${printable(message)}  ${paint.dim(rule)}`,
    `    ${printable(help)}${already ? paint.dim('  (so it is today)') : ''}`,
  ]);
  const carrying = `${title} in place of ${brokers.join(', ')}`;
  const verdict =
    unkept.length === 0
      ? paint.green(`${carrying} keeps all that the design asks for`)
      : `${paint.red(`${plural(unkept.length, 'guarantee')} not kept`)} by ${printable(carrying)}`;
  return `${[...lines, ...(lines.length > 0 ? [''] : []), verdict].join('\n')}\n`;
}
