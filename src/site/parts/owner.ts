import type { Architecture } from '../../model/architecture.ts';
import { type HtmlPart, html } from '../html.ts';

/** Who answers for a thing, and how to reach them. */
export function ownerOf(owner: string | undefined, { teams }: Architecture): HtmlPart {
  if (owner === undefined || owner === '') return undefined;
  const contact = contactOf(teams[owner]?.contact);
  return contact === undefined ? html`<bdi>${owner}</bdi>` : html`<bdi>${owner}</bdi>, ${contact}`;
}

/** A contact as it can be followed: an address of the web or of mail; any other as it is. */
export function contactOf(contact: string | undefined): HtmlPart {
  if (contact === undefined || contact === '') return undefined;
  if (/^https?:\/\/[^\s<>"']+$/i.test(contact))
    return html`<a href="${contact}" rel="noreferrer">${contact}</a>`;
  if (/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(contact)) return html`<a href="mailto:${contact}">${contact}</a>`;
  return html`<bdi>${contact}</bdi>`;
}
