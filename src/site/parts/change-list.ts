import { mindingOf } from '../../diff/affected-services.ts';
import type { Change, Verdict } from '../../diff/change.ts';
import type { Architecture } from '../../model/architecture.ts';
import { elementsOfChange } from '../../studio/compare/elements-of-change.ts';
import { type Html, type HtmlPart, html, joined } from '../html.ts';
import type { Site, VersionChanges } from '../site-input.ts';
import { paths, versionAnchor } from '../site-paths.ts';
import { badge } from './text.ts';
import type { Things } from './things.ts';

const marks: { readonly [verdict in Verdict]: string } = {
  breaking: 'error',
  risky: 'warning',
  compatible: 'fine',
  documentation: 'plain',
};

/** Changes of one version, the gravest first as they come; each can be linked to. */
export function changeList(
  { version, changes }: VersionChanges,
  architecture: Architecture,
  things: Things,
): HtmlPart {
  if (changes.length === 0) return undefined;
  return html`<ul class="changes">${changes.map(
    (change) =>
      html`<li id="${versionAnchor(version)}-${change.fingerprint}">${badge(change.verdict, marks[change.verdict])} ${subjectOf(change, architecture, things)}: ${change.what}${noteOf(change)}</li>`,
  )}</ul>`;
}

/** What changed of one thing, version by version; nothing where nothing did. */
export function changesOfElement(element: string, { changesOf }: Site, { href }: Things): HtmlPart {
  const versions = changesOf(element);
  if (versions.length === 0) return undefined;
  return html`<dl class="versions">${versions.map(
    (version) =>
      html`<div><dt><a href="${href(`${paths.changelog}#${versionAnchor(version.version)}`)}">${versionTitle(version)}</a></dt><dd><ul class="changes">${version.changes.map(
        (change) =>
          html`<li>${badge(change.verdict, marks[change.verdict])} ${change.what}${noteOf(change)}</li>`,
      )}</ul></dd></div>`,
  )}</dl>`;
}

export function versionTitle({ version, released }: VersionChanges): string {
  return released ? version : `${version}, not released yet`;
}

function subjectOf(change: Change, architecture: Architecture, { hrefOf }: Things): Html {
  const { subject } = change;
  const place = elementsOfChange(change, architecture)
    .map(hrefOf)
    .find((href) => href !== undefined);
  const name = html`<bdi>${subject.name}</bdi>`;
  return html`<span class="muted">${subject.kind}</span> ${place === undefined ? name : html`<a href="${place}">${name}</a>`}`;
}

/** Why, and for whom, where it hurts somebody. */
function noteOf(change: Change): HtmlPart {
  const { why, safePath } = change;
  const minding = mindingOf(change).map(({ service }) => service);
  const notes: HtmlPart[] = [
    ...(why === undefined ? [] : [why]),
    ...(minding.length === 0
      ? []
      : [
          html`for ${joined(
            [...new Set(minding)].map((name) => html`<bdi>${name}</bdi>`),
            ', ',
          )}`,
        ]),
    ...(safePath === undefined ? [] : [`the safe way: ${safePath}`]),
  ];
  return notes.length === 0 ? undefined : html`<div class="muted">${joined(notes, '; ')}</div>`;
}
