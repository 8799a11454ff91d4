import { type Command, InvalidArgumentError, Option } from 'commander';
import type { FailOn } from '../diagnostics/verdict.ts';
import { addTarget, type ReportTarget, reportFormats } from './report-targets.ts';

/** `--format`: for people, or one JSON value on stdout. */
export function formatOption(): Option {
  return new Option('--format <format>', 'text for people, json for programs')
    .choices(['text', 'json'])
    .default('text');
}

/** `--format`, as often as reports are wanted: `--format terminal --format sarif=eda.sarif`. */
export function reportOption(): Option {
  return new Option(
    '--format <format[=file]>',
    `${reportFormats.join(', ')}; several times for several reports, all but one into a file`,
  )
    .default([], 'terminal')
    .argParser((text: string, before: readonly ReportTarget[]) => {
      const targets = addTarget(text, before);
      if (typeof targets === 'string') throw new InvalidArgumentError(targets);
      return targets;
    });
}

/** `--fail-on` */
export function failOnOption(): Option {
  return new Option('--fail-on <severity>', 'what fails the run')
    .choices(['error', 'warning', 'info', 'never'] satisfies FailOn[])
    .default('error');
}

/** Which services a command asks: of the running `eda dev` by name, or at addresses. */
export function serviceOptions(command: Command): Command {
  const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  return command
    .addOption(
      new Option('--service <name>', 'of this service; several times for several')
        .default([])
        .argParser(collect),
    )
    .addOption(
      new Option(
        '--url <address>',
        'where a service answers, in place of the running eda dev; several times for several; the token comes from EDA_ADMIN_TOKEN',
      )
        .default([])
        .argParser(collect),
    )
    .option('--plain-http', 'let the token go over http to another machine', false);
}

export type OutputFormat = 'text' | 'json';

/** Examples behind the help of a command. */
export function examples(...lines: readonly (readonly [command: string, does: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, does]) => `  ${command.padEnd(width)}   ${does}`).join('\n')}\n`;
}
