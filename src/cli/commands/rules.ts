import type { Paint } from '../../diagnostics/format/paint.ts';
import { wrap } from '../../diagnostics/format/wrap.ts';
import type { Rule } from '../../rules/rule.ts';
import { widthOf } from '../io.ts';
import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export const declareRules: DeclareCommand = (program, session) => {
  program
    .command('rules')
    .summary('list the rules of eda validate')
    .description('list the rules of eda validate, with their severities by preset')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(['eda rules', 'all rules'], ['eda explain rule event-past-tense', 'one of them']),
    )
    .action((options: { format: OutputFormat }) =>
      session.run(async ({ colour }) => {
        const [{ rules }, { createPaint }] = await Promise.all([
          import('../../rules/index.ts'),
          import('../../diagnostics/format/paint.ts'),
        ]);
        const sorted = [...rules].sort((a, b) => a.topic.localeCompare(b.topic) || a.id.localeCompare(b.id));
        if (options.format === 'json') {
          const list = sorted.map(({ id, title, topic, severity, fixable, options = {} }) => ({
            id,
            title,
            topic,
            severity,
            fixable: fixable === true,
            options: Object.entries(options).map(([name, { description, default: initial }]) => ({
              name,
              description,
              default: initial,
            })),
          }));
          session.io.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
          return 0;
        }
        session.io.stdout.write(listRules(sorted, createPaint(colour), widthOf(session.io)));
        return 0;
      }),
    );
};

/** A line a rule, by topic: its severity in the three presets, and what it wants. */
function listRules(rules: readonly Rule[], paint: Paint, width: number): string {
  const idWidth = Math.max(...rules.map(({ id }) => id.length));
  const indent = 2 + idWidth + 2;
  const lines: string[] = [];
  let topic: string | undefined;
  for (const { id, title, topic: own, severity, fixable } of rules) {
    if (own !== topic) {
      lines.push(...(topic === undefined ? [] : ['']), paint.bold(own));
      topic = own;
    }
    const { minimal, recommended, strict } = severity;
    const severities = [minimal, recommended, strict]
      .map((one) => (one === 'warning' ? 'warn' : one).padEnd(6))
      .join('');
    const [first = '', ...rest] = wrap(
      `${title}${fixable === true ? ' (has a fix)' : ''}`,
      Math.max(24, width - indent - severities.length),
    );
    lines.push(`  ${id.padEnd(idWidth)}  ${paint.dim(severities)}${first}`);
    lines.push(...rest.map((line) => ' '.repeat(indent + severities.length) + line));
  }
  lines.push(
    '',
    paint.dim('severities: minimal, recommended, strict; set them under lint.rules in eda.yaml'),
  );
  lines.push(`${rules.length} rules${paint.dim('   eda explain <rule>')}`);
  return `${lines.join('\n')}\n`;
}
