import type { Generator } from '../../src/generators/generator.ts';
import { table } from './table.ts';

interface Options {
  readonly properties?: { readonly [name: string]: Option };
}

interface Option {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
}

const head = `# Generators

What \`eda generate\` writes, and what can be set under \`generate.<generator>\` in \`eda.yaml\`. \`generate: { <generator>: false }\` turns one off;
\`eda generate <generator>…\` runs some alone. A generator runs where the design asks for it: no broker of RabbitMQ, no files for
RabbitMQ. [Write your own](../how-to/write-a-generator.md) for what is missing.`;

/** The page of all generators, from their own words: \`docs/reference/generators.md\`. */
export function generatorsReference(generators: readonly Generator[]): string {
  return `${[head, ...generators.map(describe)].join('\n\n')}\n`;
}

function describe({ id, title, options }: Generator): string {
  const { properties = {} } = (options ?? {}) as Options;
  const rows = Object.entries(properties).map(([name, option]) => [
    `\`${name}\``,
    takes(option),
    option.description ?? '',
  ]);
  return [
    `## ${id}`,
    `${title.charAt(0).toUpperCase()}${title.slice(1)}.`,
    ...(rows.length === 0 ? [] : [table([['option', 'takes', 'meaning'], ...rows])]),
  ].join('\n\n');
}

function takes({ type = 'any value', enum: choices }: Option): string {
  return choices === undefined
    ? [type].flat().join(' or ')
    : choices.map((choice) => `\`${choice}\``).join(', ');
}
