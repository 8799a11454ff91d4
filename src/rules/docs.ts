import type { RuleSeverity } from '../model/architecture.ts';
import type { Rule, RuleTopic } from './rule.ts';
import { kindOfOption } from './rule-option.ts';

/** What lies beside a rule: `<id>.md` and `<id>.yaml`. */
export interface RuleTexts {
  readonly prose: string;
  readonly fixture: string;
}

/** Topics in the order in which lists show them. */
export const ruleTopics: readonly { readonly topic: RuleTopic; readonly title: string }[] = [
  { topic: 'naming', title: 'Names' },
  { topic: 'structure', title: 'Who publishes, takes and calls what' },
  { topic: 'schema', title: 'Data and schemas' },
  { topic: 'ownership', title: 'Ownership' },
  { topic: 'delivery', title: 'Delivery' },
  { topic: 'security', title: 'Security and personal data' },
  { topic: 'cloudevents', title: 'CloudEvents' },
  { topic: 'evolution', title: 'Evolution' },
  { topic: 'configuration', title: 'Configuration and ignores' },
];

/** Rules by topic, without empty topics, each topic's rules by id. */
export function groupRules(rules: readonly Rule[]): { title: string; rules: readonly Rule[] }[] {
  return ruleTopics
    .map(({ topic, title }) => ({
      title,
      rules: rules.filter((rule) => rule.topic === topic).sort((a, b) => (a.id < b.id ? -1 : 1)),
    }))
    .filter((group) => group.rules.length > 0);
}

/** The page of a rule, as Markdown: `eda explain <rule>` and `docs/rules/<id>.md`. */
export function ruleAsMarkdown(rule: Rule, { prose, fixture }: RuleTexts): string {
  const { minimal, recommended, strict } = rule.severity;
  const example = exampleOf(rule.id, fixture);
  return `${[
    `# ${rule.id}`,
    // What looks like a tag is none.
    `${rule.title.replace(/\S*<\S+/g, '`$&`')}.`,
    table([
      ['minimal', 'recommended', 'strict', 'fix'],
      [show(minimal), show(recommended), show(strict), rule.fixable ? 'proposed' : '–'],
    ]),
    prose.trim(),
    `## Example\n\nLines marked \`# ${rule.id}\` are found, the others are fine.\n\n\`\`\`yaml\n${example}\n\`\`\``,
    `## Configuration\n\n${optionsAsMarkdown(rule)}Its severity: \`lint: { rules: { ${rule.id}: off } }\`, or info, warning, error; for some places \`lint.overrides\`; for one line \`# eda-ignore ${rule.id}: reason\` on it or above it.`,
  ].join('\n\n')}\n`;
}

function optionsAsMarkdown({ id, options = {} }: Rule): string {
  const entries = Object.entries(options);
  const [first] = entries;
  if (first === undefined) return 'The rule has no options. ';
  const rows = entries.map(([name, option]) => [
    `\`${name}\``,
    kindOfOption(option),
    showDefault(option.default),
    option.description,
  ]);
  const example = `\`lint: { rules: { ${id}: { severity: warning, ${first[0]}: ${showDefault(first[1].default, '…').replaceAll('`', '')} } } }\``;
  return `${table([['option', 'takes', 'default', 'meaning'], ...rows])}\n\nOptions stand beside the severity: ${example}. `;
}

function showDefault(value: unknown, none = '–'): string {
  if (Array.isArray(value)) return value.length === 0 ? '`[]`' : `\`[${value.join(', ')}]\``;
  return value === '' || value === undefined ? none : `\`${String(value)}\``;
}

/** What rules in the config may speak of, by kind of element, as Markdown for `docs/custom-rules.md`. */
export function propertiesAsMarkdown(kinds: {
  readonly [kind: string]: { readonly [name: string]: { readonly description: string } };
}): string {
  return Object.entries(kinds)
    .map(([kind, properties]) => {
      const rows = Object.entries(properties).map(([name, { description }]) => [`\`${name}\``, description]);
      return `#### ${kind}\n\n${table([['property', 'is'], ...rows])}`;
    })
    .join('\n\n');
}

/** The list of all rules, as Markdown: `docs/rules.md`. */
export function rulesAsMarkdown(rules: readonly Rule[]): string {
  const sections = groupRules(rules).map((group) => {
    const rows = group.rules.map(({ id, title, severity }) => [
      `[${id}](rules/${id}.md)`,
      title.replaceAll('|', '\\|').replaceAll('<', '&lt;'),
      show(severity.minimal),
      show(severity.recommended),
      show(severity.strict),
    ]);
    return `## ${group.title}\n\n${table([['rule', 'says', 'minimal', 'recommended', 'strict'], ...rows])}`;
  });
  return `${[
    '# Rules',
    'Presets build on each other: `minimal` holds what breaks at run time, `recommended` (the default) adds good practice, `strict` adds governance. `eda explain <rule>` shows a page of its own for each rule.',
    '```yaml\nlint:\n  extends: recommended\n  rules: { event-past-tense: error, no-subscriber: off }\n  overrides:\n    - at: [search.*, vendor/*]\n      rules: { event-name: off }\n      reason: they rename in autumn\n      until: "2027-03-31"\n```',
    "Some rules have options, which stand beside the severity: `property-case: { severity: error, case: snake_case }`; a rule's page lists them. [custom-rules.md](custom-rules.md) shows how to write rules of your own.",
    'One line is excused by a comment on it or above it, with a reason and a last day: `# eda-ignore event-past-tense: the web shop renames it in March (until 2027-03-31)`; a file by `# eda-ignore-file …`. [CI](ci.md) has more.',
    ...sections,
  ].join('\n\n')}\n`;
}

/**
 * The sections of a fixture in which something is found, with the expectations as plain marks. Sections are the keys
 * of a file's top level; a document says its version, too.
 */
export function exampleOf(id: string, fixture: string): string {
  const mark = `# expect: ${id}`;
  return fixture
    .trimEnd()
    .split(/\n---[^\n]*\n/)
    .filter((file) => file.includes(mark))
    .map((file) =>
      file
        .split(/\n(?=[^\s])/)
        .filter((section) => section.includes(mark) || section.startsWith('asyncapi:'))
        .join('\n'),
    )
    .join('\n---\n')
    .replaceAll(mark, `# ${id}`);
}

function show(severity: RuleSeverity): string {
  return severity === 'off' ? '–' : severity;
}

/** A Markdown table; the first row is its head. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
