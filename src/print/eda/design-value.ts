import type { Architecture, DocsConfig, Domain, GeneratorConfig, Team } from '../../model/architecture.ts';
import { aggregateValue, projectionValue, sagaValue } from './behaviour-value.ts';
import { environmentValue } from './environment-value.ts';
import { eventValue } from './event-value.ts';
import { type LanguageMap, mapEach, mapOfDefined, unlessEmpty } from './language-value.ts';
import { lintValue } from './lint-value.ts';
import { createSchemaNames } from './schema-names.ts';
import { createSchemaToValue, isAvroId, type SchemaToValue } from './schema-value.ts';
import { serviceValue } from './service-value.ts';
import { settingEntries, settingValues } from './setting-values.ts';
import { topicValue } from './topic-value.ts';

/** A design in its language: one file, and the schemas that have to stand in files of their own. */
export interface DesignValue {
  readonly root: LanguageMap;
  /** Avro schemas by path, relative to the root file. */
  readonly files: { readonly [path: string]: unknown };
}

/**
 * The model in the words of the language: the inverse of building it. What it does not carry: comments, how the
 * design was spread over files, and defaults that were written although they hold anyway.
 */
export function designValue(architecture: Architecture): DesignValue {
  const names = createSchemaNames(architecture);
  const toValue = createSchemaToValue(names);
  const { schemas } = architecture;
  const shared = Object.entries(schemas).filter(([id]) => !isAvroId(id));
  return {
    root: mapOfDefined([
      ['eda', 1],
      ...systemEntries(architecture, toValue),
      [
        'schemas',
        unlessEmpty(
          mapOfDefined(shared.map(([id, { schema }]) => [names.nameOf(id) ?? id, toValue(schema)])),
        ),
      ],
      ['events', mapEach(architecture.events, (event) => eventValue(architecture, event, toValue))],
      ['topics', unlessEmpty(topicValues(architecture))],
      ['services', mapEach(architecture.services, (service) => serviceValue(architecture, service, toValue))],
      ['aggregates', mapEach(architecture.aggregates, aggregateValue)],
      [
        'projections',
        mapEach(architecture.projections, (projection) => projectionValue(projection, toValue)),
      ],
      ['sagas', mapEach(architecture.sagas, sagaValue)],
      ['environments', mapEach(architecture.environments, environmentValue)],
      ['lint', lintValue(architecture.lint)],
      ['generate', mapEach(architecture.generate, generatorValue)],
      ['docs', docsValue(architecture.docs)],
    ]),
    files: Object.fromEntries(
      Object.values(schemas).flatMap(({ id, avro }) => (avro === undefined ? [] : [[id, avro]])),
    ),
  };
}

/** What is said of the system as a whole. */
export function systemEntries(architecture: Architecture, toValue: SchemaToValue): [string, unknown][] {
  const { system } = architecture;
  return [
    ['system', system.name],
    ['title', system.title === system.name ? undefined : system.title],
    ['version', system.version],
    ['description', system.description],
    ['defaults', rootDefaultsValue(architecture, toValue)],
    ['teams', mapEach(architecture.teams, teamValue)],
    ['domains', mapEach(architecture.domains, domainValue)],
  ];
}

/** `defaults` of the root; undefined where it says nothing. */
function rootDefaultsValue(
  { defaults, envelopes, topicPer }: Architecture,
  toValue: SchemaToValue,
): LanguageMap | undefined {
  return unlessEmpty(
    mapOfDefined([
      ['topicPer', topicPer === 'event' ? undefined : topicPer],
      ...settingEntries(defaults),
      ['type', envelopes.type === '{event}' ? undefined : envelopes.type],
      ['source', envelopes.source === '/{system}/{service}' ? undefined : envelopes.source],
      ['attributes', mapEach(envelopes.attributes, toValue)],
    ]),
  );
}

/** A team as it stands under `teams`. */
function teamValue({ description, contact }: Team): LanguageMap {
  return mapOfDefined([
    ['description', description],
    ['contact', contact],
  ]);
}

/** A domain as it stands under `domains`. */
function domainValue({ owner, description, defaults }: Domain): LanguageMap {
  return mapOfDefined([
    ['owner', owner],
    ['description', description],
    ['defaults', unlessEmpty(settingValues(defaults))],
  ]);
}

/** Topics of which something is said. */
function topicValues({ topics }: Architecture): LanguageMap {
  return mapOfDefined(
    Object.values(topics).map((topic) => {
      const value = topicValue(topic);
      return [topic.name, Object.keys(value).length > 0 || topic.events.length === 0 ? value : undefined];
    }),
  );
}

/** A generator's options as they stand under `generate`. */
export function generatorValue({ enabled, options }: GeneratorConfig): LanguageMap | false {
  return enabled && options;
}

/** `docs`; undefined where it says nothing. */
function docsValue(docs: DocsConfig | undefined): LanguageMap | undefined {
  if (docs === undefined) return undefined;
  const { pages, sourceUrl } = docs;
  return mapOfDefined([
    ['pages', pages.length === 0 ? undefined : pages],
    ['sourceUrl', sourceUrl],
  ]);
}
