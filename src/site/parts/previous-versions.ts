import type { Architecture, EventContract, Upcast } from '../../model/architecture.ts';
import { type HtmlPart, html, joined } from '../html.ts';
import { dataTable } from './data-table.ts';
import { code } from './text.ts';
import type { Things } from './things.ts';

/** Versions that may still be under way, newest first: what they looked like, and how they are read. */
export function previousVersions(
  event: EventContract,
  schemas: Architecture['schemas'],
  things: Things,
): HtmlPart {
  const newer = [...event.previous.slice(1).map(({ version }) => version), event.version];
  return event.previous
    .map(
      ({ version, upcast, data }, at) => html`
        <details><summary>${version}, read as ${newer[at]}: ${upcastText(upcast)}</summary>
        ${dataTable(`Fields of version ${version}`, data, schemas, event.key, things)}</details>`,
    )
    .reverse();
}

function upcastText(upcast: Upcast): HtmlPart {
  if (upcast.by === 'code') return 'by code of each service that takes it';
  const edits = [
    ...upcast.drop.map((path) => html`drop ${code(path.join('.'))}`),
    ...upcast.rename.map(({ from, to }) => html`${code(from.join('.'))} becomes ${code(to.join('.'))}`),
    ...upcast.set.map(({ path, value }) => html`${code(path.join('.'))} is ${code(JSON.stringify(value))}`),
  ];
  return edits.length === 0 ? 'nothing to do' : joined(edits, ', ');
}
