import { plural } from '../diagnostics/format/located.ts';
import { type Paint, printable } from '../diagnostics/format/paint.ts';
import type { KafkaTopic } from '../generators/kafka/kafka-topic.ts';
import type { TopicComparison, TopicDecision, TopicStep } from '../kafka/compare-topics.ts';

/** What differs, or was done, for people; ends with the verdict. */
export function describeTopicSteps(
  action: 'plan' | 'apply',
  comparison: TopicComparison,
  where: string,
  paint: Paint,
): string {
  const { steps, decisions, unchanged, unknown } = comparison;
  const lines = [
    ...steps.map((step) => `  ${stepText(step, action, paint)}`),
    ...decisions.flatMap((decision) => decisionText(decision, paint)),
  ];
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 10).map(printable).join(', ');
    const more = unknown.length > 10 ? ` and ${unknown.length - 10} more` : '';
    lines.push(paint.dim(`  not of this design: ${shown}${more}`));
  }
  const parts = [
    action === 'apply' ? `${plural(steps.length, 'step')} done` : `${plural(steps.length, 'step')} to do`,
    ...(decisions.length > 0 ? [paint.red(`${plural(decisions.length, 'decision')} for people`)] : []),
    `${unchanged.length} unchanged`,
    paint.dim(printable(where)),
  ];
  return `${[...lines, ...(lines.length > 0 ? [''] : []), parts.join(' · ')].join('\n')}\n`;
}

function stepText(step: TopicStep, action: 'plan' | 'apply', paint: Paint): string {
  const name = printable(nameOf(step));
  const mark = action === 'apply' ? paint.green('✓') : ' ';
  switch (step.do) {
    case 'create': {
      const { partitions, replication } = step.topic;
      const copies = replication === undefined ? '' : `, ${copiesText(replication)}`;
      return `${mark} create   ${name}  ${plural(partitions, 'partition')}${copies}  ${configText(step.topic)}`;
    }
    case 'add-partitions':
      return `${mark} change   ${name}  partitions ${step.has} → ${step.topic.partitions}: keys move between them`;
    case 'set-config':
      return `${mark} change   ${name}  ${step.changes
        .map(({ name: key, from, to }) => `${key} ${printable(from ?? 'unset')} → ${to}`)
        .join(', ')}`;
    case 'delete':
      return `${mark} ${paint.red('delete')}   ${name}  ${plural(step.partitions, 'partition')} with their messages`;
  }
}

function configText({ config }: KafkaTopic): string {
  return Object.entries(config)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function decisionText(decision: TopicDecision, paint: Paint): string[] {
  const name = printable(decision.topic.name);
  switch (decision.about) {
    case 'fewer-partitions':
      return [
        `    ${paint.red('decide')}   ${name}  has ${decision.has} partitions, the design says ${decision.topic.partitions}`,
        `             partitions are never taken away: say ${decision.has} in the design, or move to a new topic`,
      ];
    case 'copies':
      return [
        `    ${paint.red('decide')}   ${name}  has ${copiesText(decision.has)}, the design says ${decision.topic.replication}`,
        '             kafka-reassign-partitions moves copies, at the cost of copying all messages',
      ];
  }
}

function copiesText(count: number): string {
  return count === 1 ? '1 copy' : `${count} copies`;
}

/** The topic that a step is about. */
export function nameOf(step: TopicStep): string {
  return step.do === 'delete' ? step.name : step.topic.name;
}

/** The same for programs. */
export function topicStepsToJson(
  where: {
    readonly action: string;
    readonly environment: string;
    readonly broker: string;
    readonly servers: readonly string[];
  },
  { steps, decisions, unchanged, unknown }: TopicComparison,
): object {
  return {
    ...where,
    steps: steps.map((step) =>
      step.do === 'delete'
        ? { do: step.do, topic: step.name, done: where.action === 'apply' }
        : { ...step, topic: step.topic.name, wanted: settingsOf(step.topic), done: where.action === 'apply' },
    ),
    decisions: decisions.map(({ topic, ...decision }) => ({
      ...decision,
      topic: topic.name,
      wanted: settingsOf(topic),
    })),
    unchanged,
    unknown,
  };
}

function settingsOf({ partitions, replication, config }: KafkaTopic): object {
  return { partitions, ...(replication === undefined ? {} : { replication }), config };
}
