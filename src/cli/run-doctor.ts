import { homedir } from 'node:os';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { printMarkdownCode } from '../print/markdown.ts';
import type { DoctorFormat } from './commands/doctor.ts';
import { examineMachine } from './examine-machine.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { Check, Fact, MachineReport } from './machine-report.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** `eda doctor` */
export async function runDoctor(format: DoctorFormat, globals: GlobalOptions, io: Io): Promise<number> {
  const report = await examineMachine({ cwd: globals.cwd, env: io.env });
  const shorten = homeShortener(io.env.HOME ?? io.env.USERPROFILE ?? homedir());
  const short: MachineReport = {
    ...report,
    facts: report.facts.map((fact) => ({ ...fact, value: shorten(fact.value) })),
    checks: report.checks.map(({ found, get, ...check }) => ({
      ...check,
      ...(found === undefined ? {} : { found: shorten(found) }),
      ...(get === undefined ? {} : { get: shorten(get) }),
    })),
  };
  if (format === 'json') writeJson(io, short);
  else io.stdout.write(format === 'markdown' ? asMarkdown(short) : asText(short, globals.colour));
  return missingOf(short).length === 0 ? exitCode.fine : exitCode.findings;
}

function missingOf({ checks }: MachineReport): readonly Check[] {
  return checks.filter(({ found, weight }) => found === undefined && weight === 'needed');
}

/** Who somebody is, and how their disk is laid out, is nobody's business. */
function homeShortener(home: string): (text: string) => string {
  if (home.length < 2) return (text) => text;
  return (text) =>
    text
      .split(home)
      .map((part, index) => (index === 0 || /^(?:[/\\)\s]|$)/.test(part) ? part : `\0${part}`))
      .join('~')
      .replaceAll('~\0', home);
}

function asText(report: MachineReport, colour: boolean): string {
  const paint = createPaint(colour);
  const missing = missingOf(report);
  const line = (mark: string, name: string, value: string): string =>
    `  ${mark} ${name.padEnd(18)} ${printable(value)}\n`;
  const checks = report.checks.map((check) => {
    if (check.found !== undefined) {
      const { warning } = check;
      if (warning === undefined) return line(paint.green('✓'), check.name, check.found);
      return line(paint.yellow('!'), check.name, check.found) + paint.dim(printable(`      ${warning}\n`));
    }
    const mark = check.weight === 'needed' ? paint.red('✗') : paint.yellow('–');
    const how = `      for ${check.for}${check.get === undefined ? '' : `: ${check.get}`}\n`;
    return line(mark, check.name, 'missing') + paint.dim(printable(how));
  });
  return [
    `eda ${report.eda} · node ${report.node} · ${report.system}\n`,
    ...report.facts.map(({ name, value }) => line(' ', name, value)),
    ...checks,
    missing.length === 0
      ? `${paint.green('all that eda dev needs is there')}\n`
      : `${paint.red(`missing: ${missing.map(({ name }) => name).join(', ')}`)}   ${printable(missing[0]?.get ?? '')}\n`,
  ].join('');
}

/** A table to be pasted into a report of a bug. */
function asMarkdown(report: MachineReport): string {
  const row = (name: string, value: string): string => `| ${name} | ${value} |`;
  const stated: readonly Fact[] = [
    { name: 'eda', value: report.eda },
    { name: 'system', value: report.system },
    ...report.facts,
  ];
  return `${[
    row('eda doctor', ''),
    row('---', '---'),
    ...stated.map(({ name, value }) => row(name, printMarkdownCode(printable(value)))),
    ...report.checks.map(({ name, found, weight, warning }) => {
      if (found === undefined) return row(name, weight === 'needed' ? '**missing**' : 'missing');
      const known = printMarkdownCode(printable(found));
      return row(name, warning === undefined ? known : `${known}: ${printable(warning)}`);
    }),
  ].join('\n')}\n`;
}
