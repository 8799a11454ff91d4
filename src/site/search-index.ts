import { type DataField, fieldsOf } from '../draw/data-fields.ts';
import { elementId } from '../draw/graph/graph.ts';
import { richWords } from '../markdown/rich-words.ts';
import { kindOf } from './parts/things.ts';
import type { SearchEntry } from './search-entry.ts';
import type { Site } from './site-input.ts';

/**
 * What can be searched, as a script that hands it to the page: a page from the disk may load a script, but read no file.
 */
export function searchScript(site: Site): string {
  const text = JSON.stringify(searchEntries(site)).replace(/[\u2028\u2029]/g, (char) =>
    char === '\u2028' ? '\\u2028' : '\\u2029',
  );
  return `edaSearch(${text.replaceAll('],["', '],\n["')});\n`;
}

/** Domains first, then services, events, and what stands on their pages. */
function searchEntries(site: Site): readonly SearchEntry[] {
  const { architecture, paths, domains, readDescription } = site;
  const { services, events, sagas, projections, aggregates, topics } = architecture;
  const entry = (element: string, domain: string, about: string): readonly SearchEntry[] => {
    const path = paths.of(element);
    const name = element.slice(element.indexOf(':') + 1);
    return path === undefined ? [] : [[kindOf(element, architecture), name, domain, about, path]];
  };
  const wordsOf = (description: string | undefined): string =>
    description === undefined ? '' : richWords(readDescription(description));
  const domainOf = (service: string): string => services[service]?.domain ?? '';
  return [
    ...[...domains.keys()].flatMap((name) =>
      entry(elementId.domain(name), name, wordsOf(architecture.domains[name]?.description)),
    ),
    ...Object.values(services).flatMap(({ name, domain, description, operations }) =>
      entry(elementId.service(name), domain, [wordsOf(description), ...Object.keys(operations)].join(' ')),
    ),
    ...Object.values(events).flatMap((event) =>
      entry(
        elementId.event(event.name),
        event.domain,
        // By its fields as well: who looks for an event often knows what it carries.
        [event.summary ?? '', ...event.tags, ...fieldNames(fieldsOf(event.data, architecture.schemas))].join(
          ' ',
        ),
      ),
    ),
    ...Object.values(sagas).flatMap(({ name, description }) =>
      entry(elementId.saga(name), '', wordsOf(description)),
    ),
    ...Object.values(projections).flatMap(({ name, service, description }) =>
      entry(elementId.projection(name), domainOf(service), wordsOf(description)),
    ),
    ...Object.values(aggregates).flatMap(({ name, service, description }) =>
      entry(elementId.aggregate(name), domainOf(service), wordsOf(description)),
    ),
    ...Object.values(topics).flatMap(({ name, domain, description, events: carried }) =>
      // A topic that is called as its only event would be found twice.
      carried.length === 1 && carried[0] === name
        ? []
        : entry(elementId.topic(name), domain, wordsOf(description)),
    ),
    ...guideEntries(site),
  ];
}

/** So much text of pages is searched, so that the search opens at once; beyond, their titles and headings. In characters. */
const mostGuideText = 1_000_000;

/** Pages by their titles, then the places on them, each with what stands below its heading. */
function guideEntries({ guides }: Site): readonly SearchEntry[] {
  let left = mostGuideText;
  const within = (text: string): string => {
    const taken = text.length <= left ? text : '';
    left -= taken.length;
    return taken;
  };
  return (guides?.groups ?? []).flatMap((group) =>
    group.guides.flatMap(({ address, title, sections }) =>
      sections.map(
        ({ heading, text }): SearchEntry =>
          heading === undefined
            ? ['guide', title, group.title, within(text), address]
            : ['guide', heading.text, title, within(text), `${address}#${heading.id}`],
      ),
    ),
  );
}

function fieldNames(fields: readonly DataField[]): readonly string[] {
  return [...new Set(fields.flatMap(({ name, fields: inner }) => [name, ...fieldNames(inner)]))].filter(
    (name) => name !== '*',
  );
}
