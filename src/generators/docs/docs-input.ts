import type { Drawing } from '../../draw/drawing.ts';
import type { Architecture } from '../../model/architecture.ts';
import type { ArchitectureIndex } from '../../model/query.ts';
import type { Reactions } from '../../model/reactions.ts';
import { findReactions } from '../../model/reactions.ts';
import { printHeader } from '../../print/header.ts';
import { printMarkdownBlock, printMarkdownParagraphs } from '../../print/markdown.ts';
import type { Assets, PlanInput, PlannedFile } from '../generator.ts';
import { createLinks, type Links } from './links.ts';
import { type Pictures, pictureSets, planPictures } from './pictures.ts';

/** What every page is made from. */
export interface DocsInput {
  readonly architecture: Architecture;
  readonly index: ArchitectureIndex;
  readonly assets: Assets;
  readonly reactions: Reactions;
  /** Of the pages in the folders beside the architecture's. */
  readonly links: Links;
  /** What the delivery of an event to a service may depend on beside that service and settings that all share. */
  readonly deliveryInputs: readonly unknown[];
  readonly pictures: Pictures;
  /** Whether Mermaid files of the same stand beside the pictures. */
  readonly hasTexts: boolean;
}

export function createDocsInput({ architecture, index, assets, options, places }: PlanInput): DocsInput {
  const set = pictureSets.find((known) => known === options.pictures) ?? 'system';
  return {
    architecture,
    index,
    assets,
    reactions: findReactions(architecture),
    links: createLinks('folder'),
    deliveryInputs: deliveryInputsOf(architecture),
    pictures: planPictures({ architecture, index }, set, places),
    hasTexts: architecture.generate.diagrams?.enabled !== false,
  };
}

/**
 * Readers of dead letters are other services', and topics share brokers: working out what happens to each event costs
 * far more than to see that nothing of it changed. One value for the topics, so that it is hashed once.
 */
function deliveryInputsOf({ system, topics, events, services }: Architecture): readonly unknown[] {
  const carried = Object.values(events).map(({ name, topic }) => [name, topic]);
  return [system.name, { topics, carried }, ...Object.values(services)];
}

/** A page from its template; the view is made only where the page is. */
export function planPage(
  { architecture, assets }: DocsInput,
  page: {
    readonly path: string;
    readonly template: 'architecture' | 'event' | 'service' | 'saga';
    /** All that the view depends on. */
    readonly inputs: readonly unknown[];
    readonly view: () => object;
  },
): PlannedFile {
  const header = printHeader('md', architecture.system.at.file);
  return {
    path: page.path,
    owner: 'eda',
    content: () => assets.render(`templates/docs/${page.template}.md.hbs`, { header, ...page.view() }),
    inputs: [header, ...page.inputs],
  };
}

/** Settings that stand above single services and topics. */
export function sharedSettings({ defaults, domains, environments }: Architecture): readonly unknown[] {
  return [defaults, domains, environments];
}

/** A diagram as forges draw it, with what it leaves out. */
export function printDrawing({ text, remarks }: Drawing): string {
  const notes = remarks.map((remark) => `\n\n${printMarkdownParagraphs(remark)}.`).join('');
  return printMarkdownBlock(text, 'mermaid') + notes;
}

/** A text as a sentence: its full stop is added where it has none. */
export function printSentence(text: string): string {
  const paragraphs = printMarkdownParagraphs(text);
  return paragraphs === '' || /[.!?:…](\\?[)"'\]])?$/.test(paragraphs) ? paragraphs : `${paragraphs}.`;
}
