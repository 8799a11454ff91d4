import { fileName } from '../../model/names.ts';
import { printMarkdown, printMarkdownLink } from '../../print/markdown.ts';
import { documentPath } from '../asyncapi/document-path.ts';

/** Where pages stand, below the project. */
const folder = 'docs';

export const architecturePath = `${folder}/architecture.md`;

/** Path of a picture, or of the text of one. */
export function diagramPath(name: string): string {
  return `${folder}/diagrams/${name}`;
}

export type PageKind = 'event' | 'service' | 'saga';

/** Path of the page of an event, a service or a saga. */
export function pagePath(kind: PageKind, name: string): string {
  return `${folder}/${kind}s/${fileName(name)}.md`;
}

/** Links as they are written on one page: relative, so that they hold on a forge and on disk. */
export interface Links {
  readonly event: (name: string) => string;
  readonly service: (name: string) => string;
  readonly saga: (name: string) => string;
  readonly domain: (name: string) => string;
  /** The AsyncAPI document of a service. */
  readonly contract: (service: string) => string;
  /** A picture, by what `diagramPath` says of it; it leads to itself, where it can be seen in full. */
  readonly picture: (alt: string, path: string) => string;
  /** A Mermaid file of the generator of diagrams, by its name without the ending. */
  readonly mermaid: (name: string) => string;
}

/** @param from `root`: the architecture's page; `folder`: a page in one of the folders beside it */
export function createLinks(from: 'root' | 'folder'): Links {
  const up = from === 'root' ? '' : '../';
  const link = (kind: PageKind) =>
    once((name) => printLink(name, pagePath(kind, name).replace(`${folder}/`, up)));
  return {
    event: link('event'),
    service: link('service'),
    saga: link('saga'),
    contract: (service) => printLink('AsyncAPI 3.0', `${up}../${documentPath(service)}`),
    picture: (alt, path) => {
      const address = path.replace(`${folder}/`, up);
      return `[![${printMarkdown(alt)}](${address})](${address})`;
    },
    mermaid: (name) => printLink('As Mermaid', diagramPath(`${name}.mmd`).replace(`${folder}/`, up)),
    domain: once((name) =>
      printLink(name, `${from === 'root' ? '' : `${up}architecture.md`}#${headingAnchor(`Domain ${name}`)}`),
    ),
  };
}

/** The same link stands on many pages: it is printed once. */
function once(print: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const printed = print(name);
    known.set(name, printed);
    return printed;
  };
}

/** The anchor that forges give a heading. */
function headingAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** Most addresses need no angle brackets, and read better without. */
function printLink(text: string, address: string): string {
  return /^[\w./#-]+$/.test(address)
    ? `[${printMarkdown(text)}](${address})`
    : printMarkdownLink(text, address);
}
