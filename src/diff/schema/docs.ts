import { type KindGroup, type SchemaChangeKindInfo, schemaChangeKinds, verdictsOfEffect } from './kinds.ts';
import type { Verdict, Verdicts } from './verdict.ts';

const signs: { readonly [verdict in Verdict]: string } = {
  compatible: '✔',
  documentation: '✔',
  risky: '⚠',
  breaking: '✘',
};

const introduction = `# Compatibility of data

What a change of an event's, command's or operation's data means for those who write and read it. \`eda diff\` judges by
this table; it is made from the comparison's own.

- **backward**: the new schema reads what was written with the old one. Readers that are deployed first, and events that are replayed, need it.
- **forward**: the old schema reads what is written with the new one. Subscribers that are not deployed yet need it.
- ✔ compatible, ✘ breaking, ⚠ risky: it cannot be decided, or it hurts only some.

Three policies judge the same changes. **Strict** takes schemas as sets of values: backward means that every value which
fits the old schema fits the new one. The columns show strict verdicts. **Tolerant**, the default, reads as services
do: they pass over properties that they don't know where an object does not forbid them, and nobody has written a
property that was not declared. Where it differs, the column *tolerant* says so. A verdict for events alone
concerns old data that is read again; senders of commands still write the old shape, so that for commands the strict one
holds. **Closed producer** looks at the two sides apart: who writes writes what its schema declares and nothing else, and
who reads passes over the rest, even where an object forbids it. The column *closed producer* says where that differs
from the strict verdict.

Nothing is reported where the same is said in other words: a \`$ref\` moved, renamed or written out, \`allOf\` split or
merged, keys or enum values in another order, \`const\` and an enum of one, a list of types and \`anyOf\`, one
alternative and that alternative itself, a limit written another way. Schemas that refer to themselves are compared to
any depth. What stands under \`if\`, \`not\` or \`oneOf\` is compared as far as it can be decided; ⚠ says where it cannot.
A breaking change comes with data that shows it, where a search finds some: valid under one schema, refused by the other.`;

const avroIntroduction = `Avro is compared as Avro, by its rules of schema resolution (specification 1.11): backward, the new schema is the
reader and the old one the writer; forward, the other way round.`;

/** The table of changes, as Markdown: `docs/schema-compatibility.md`. */
export function schemaChangesAsMarkdown(): string {
  const groups = new Map<KindGroup, SchemaChangeKindInfo[]>();
  for (const info of Object.values<SchemaChangeKindInfo>(schemaChangeKinds)) {
    groups.set(info.group, [...(groups.get(info.group) ?? []), info]);
  }
  const sections = [...groups].map(([group, infos]) => {
    const title = group.charAt(0).toUpperCase() + group.slice(1);
    const text = group === 'Avro' ? `\n\n${avroIntroduction}` : '';
    return `## ${title}${text}\n\n${table(infos)}`;
  });
  return `${[introduction, ...sections].join('\n\n')}\n`;
}

function table(infos: readonly SchemaChangeKindInfo[]): string {
  const rows = infos.map((info) => {
    const { backward, forward } = verdictsOfEffect(info.effect);
    const depends = info.effect === 'depends' ? '⚠ or decided' : undefined;
    const safe = info.safe === undefined ? '' : ` Safe: ${info.safe}.`;
    return [
      info.title,
      depends ?? signs[backward],
      depends ?? signs[forward],
      tolerantWord(info),
      verdictWords(info.closedProducer),
      `${sentence(info.why)}.${safe}`,
    ];
  });
  const head = ['change', 'backward', 'forward', 'tolerant', 'closed producer', 'why'];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function tolerantWord({ tolerant }: SchemaChangeKindInfo): string {
  return `${verdictWords(tolerant)}${tolerant?.onlyEvents === true ? ' (events)' : ''}`;
}

function verdictWords({ backward, forward }: Partial<Verdicts> = {}): string {
  return [
    ...(backward === undefined ? [] : [`backward ${signs[backward]}`]),
    ...(forward === undefined ? [] : [`forward ${signs[forward]}`]),
  ].join(', ');
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
