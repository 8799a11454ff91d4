import { type Html, type HtmlPart, html } from '../html.ts';

/** Code within a line. */
export function code(text: string): Html {
  return html`<code><bdi>${text}</bdi></code>`;
}

/** Code by itself, which can be scrolled by keys. */
export function codeBlock(text: string, label: string): Html {
  return html`<pre tabindex="0" role="region" aria-label="${label}"><code>${text.trimEnd()}</code></pre>`;
}

/** What is what, in two columns; what has no value is left out. */
export function factList(facts: readonly (readonly [name: string, value: HtmlPart])[]): HtmlPart {
  const told = facts.filter(([, value]) => !isEmpty(value));
  if (told.length === 0) return undefined;
  return html`<dl class="facts">${told.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** A table, which scrolls by itself where it is too wide; nothing where it would have no row. */
export function table(
  label: string,
  head: readonly string[],
  rows: readonly (readonly HtmlPart[])[],
): HtmlPart {
  if (rows.length === 0) return undefined;
  // A column that says nothing is not shown.
  const shown = head.map((_, column) => rows.some((row) => !isEmpty(row[column])));
  const kept = <T>(cells: readonly T[]): readonly T[] => cells.filter((_, column) => shown[column]);
  return html`
    <div class="table" tabindex="0" role="region" aria-label="${label}"><table>
    <thead><tr>${kept(head).map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${kept(row).map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
    </table></div>`;
}

/** A part of a page, which can be linked to; nothing where it has nothing to tell. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: HtmlPart;
  /** How many things it tells of. */
  readonly count?: number;
}

/** Sections that tell something. */
export function toldSections(sections: readonly Section[]): readonly Section[] {
  return sections.filter(({ body }) => !isEmpty(body));
}

export function sectionHtml({ id, title, body, count }: Section): Html {
  return html`
    <section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title"><a class="anchor" href="#${id}">${title}</a>${count === undefined ? undefined : html` <span class="count">${count}</span>`}</h2>
    ${body}
    </section>`;
}

/** A short mark beside a name. */
export function badge(text: string, kind = 'plain'): Html {
  return html`<span class="badge is-${kind}"><bdi>${text}</bdi></span>`;
}

function isEmpty(part: HtmlPart): boolean {
  if (part === undefined || part === '') return true;
  return Array.isArray(part) && part.every(isEmpty);
}
