import type { DeclaredRule } from '../model/architecture.ts';
import { loadDesign } from '../pipeline.ts';
import { findProject } from './project.ts';

/** The page of a rule that the project's config writes down, as Markdown; undefined: it writes none of this id. */
export function describeDeclared(id: string, cwd: string): string | undefined {
  const found = findProject(cwd);
  if (!found.ok) return undefined;
  const { architecture } = loadDesign(found.project.files, found.project.entry);
  const rule = architecture?.lint.declared.find((declared) => declared.id === id);
  return rule === undefined ? undefined : pageOf(rule);
}

function pageOf({ id, on, where, unless, path, require, message, severity, at }: DeclaredRule): string {
  const conditions = (written: DeclaredRule['where']): string =>
    Object.entries(written)
      .map(([name, wanted]) => `\`${name}\` is ${wanted.map((each) => `\`${String(each)}\``).join(' or ')}`)
      .join(' and ');
  const which = Object.keys(where).length === 0 ? '' : ` where ${conditions(where)}`;
  const not = Object.keys(unless).length === 0 ? '' : `, unless ${conditions(unless)}`;
  const wanted = Object.entries(require).map(
    ([keyword, value]) => `\`${keyword}: ${JSON.stringify(value)}\``,
  );
  return `${[
    `# ${id}`,
    `${message.replace(/\.$/, '')}.`,
    `A rule of this project (${severity}), written under \`lint.custom\` in ${at.file}.`,
    `It looks at each ${on}${which}${not}, and wants of \`${path}\`: ${wanted.join(', ')}.`,
  ].join('\n\n')}\n`;
}
