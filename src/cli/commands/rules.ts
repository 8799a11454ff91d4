import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export const declareRules: DeclareCommand = (program, session) => {
  program
    .command('rules')
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
          const list = sorted.map(({ id, title, topic, severity, fixable }) => ({
            id,
            title,
            topic,
            severity,
            fixable: fixable === true,
          }));
          session.io.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
          return 0;
        }
        const paint = createPaint(colour);
        const width = Math.max(...sorted.map(({ id }) => id.length));
        let topic: string | undefined;
        for (const rule of sorted) {
          if (rule.topic !== topic)
            session.io.stdout.write(`${topic === undefined ? '' : '\n'}${paint.bold(rule.topic)}\n`);
          topic = rule.topic;
          const { minimal, recommended, strict } = rule.severity;
          session.io.stdout.write(
            `  ${rule.id.padEnd(width)}  ${paint.dim(`${minimal} · ${recommended} · ${strict}`.padEnd(27))}  ${rule.title}${rule.fixable === true ? paint.dim('  (--fix)') : ''}\n`,
          );
        }
        session.io.stdout.write(
          paint.dim('\nseverities: minimal · recommended · strict; set them under lint.rules in eda.yaml\n'),
        );
        return 0;
      }),
    );
};
