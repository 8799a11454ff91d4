import type { Architecture } from '../../model/architecture.ts';
import { type LanguageMap, mapOfDefined } from '../../print/eda/language-value.ts';

/** `info` of a document; members that were kept of an imported one come along. */
export function infoOf(
  architecture: Architecture,
  about: {
    readonly title: string;
    readonly description: string | undefined;
    readonly owner: string | undefined;
    readonly kept: { readonly [name: string]: unknown };
    readonly facts: LanguageMap;
  },
): LanguageMap {
  return mapOfDefined([
    ['title', about.title],
    ['version', architecture.system.version],
    ['description', about.description],
    ['contact', contactOf(architecture, about.owner)],
    ...Object.entries(about.kept),
    ['x-eda', about.facts],
  ]);
}

/** The team that owns it, and how to reach it where its contact is a mail address or a URL. */
function contactOf({ teams }: Architecture, owner: string | undefined): LanguageMap | undefined {
  if (owner === undefined) return undefined;
  const contact = teams[owner]?.contact ?? '';
  return mapOfDefined([
    ['name', owner],
    ['url', /^https?:\/\/[^\s"<>\\^`{|}]+$/.test(contact) ? contact : undefined],
    ['email', /^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(contact) ? contact : undefined],
  ]);
}
