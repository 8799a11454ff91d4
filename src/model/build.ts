import { type Diagnostic, placeAt } from '../diagnostics/diagnostic.ts';
import type { SpecSource } from '../spec/source.ts';
import type { Architecture, TopicPer } from './architecture.ts';
import { addDerivedUses } from './build/add-derived-uses.ts';
import { readAggregates, readProjections, readSagas } from './build/behaviour.ts';
import { findUnusedComponents, readApiDocuments } from './build/documents.ts';
import { readEnvironments } from './build/environments.ts';
import { readEnvelopeDefaults, readEvents } from './build/events.ts';
import { type Definitions, mergeDefinitions } from './build/merge.ts';
import { createNames } from './build/names-in-use.ts';
import { readDocs, readGenerate, readLint } from './build/project.ts';
import { createSchemaReader, type SchemaReaderInput } from './build/schemas.ts';
import { checkServicePaths } from './build/service-paths.ts';
import { readServices } from './build/services.ts';
import { readTopics } from './build/topics.ts';
import { byId, layerOf, mapOf, optional, textOf } from './build/values.ts';
import { pascalCase } from './names.ts';

export interface BuildResult {
  readonly architecture: Architecture;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes the model of a design. Whatever does not fit is left out and reported once: by the shape check before,
 * here, or by the rule that looks at `unresolved`.
 */
export function buildArchitecture(source: SpecSource): BuildResult {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const root = source.root.value;
  const at = { file: source.root.path, path: [] };
  const definitions = mergeDefinitions(source, report);
  const names = createNames(definitions, mapOf(root.environments));
  const documents = new Set(source.documents?.files.map(({ path }) => path));
  const specFiles = [source.root.path, ...source.parts.map((part) => part.path)];
  const schemaInput: SchemaReaderInput = {
    shared: definitions.schemas,
    specFiles: new Set(source.documentsAlone === true ? [] : specFiles),
    documents,
    formats: source.documents?.formats ?? new Map(),
    noteRemote: (ref, place) => source.documents?.references.noteRemote(ref, place),
    open: source.open,
    report,
    takenTypeNames: new Set([...definitions.events.keys()].map(pascalCase)),
  };
  const schemas = createSchemaReader(schemaInput);

  const system = {
    name: textOf(root.system) ?? 'system',
    title: textOf(root.title) ?? textOf(root.system) ?? 'system',
    version: textOf(root.version) ?? '1.0.0',
    ...optional('description', textOf(root.description)),
    at: { file: source.root.path, path: ['system'] },
  };
  const rootDefaults = mapOf(root.defaults);
  const topicPer = topicPerOf(rootDefaults.topicPer);
  const scope = { definitions, names, schemas, report, system, rootDefaults, topicPer };
  const environments = readEnvironments(root.environments, at.file);
  const aggregates = readAggregates(scope);
  const projections = readProjections(scope);
  const sagas = readSagas(scope);
  const envelopes = readEnvelopeDefaults(scope);
  const events = readEvents(scope, aggregates, envelopes);
  const topics = readTopics(scope, events);
  const services = addDerivedUses(readServices(scope, events, envelopes.source), {
    aggregates,
    projections,
    sagas,
  });

  const apiDocuments = readApiDocuments(source.documents, schemas);
  // Last: only now is it known what references lead to.
  const namedSchemas = schemas.finish();

  const architecture: Architecture = {
    system,
    defaults: layerOf(rootDefaults, { file: at.file, path: ['defaults'] }),
    topicPer,
    envelopes,
    teams: byId(
      [...definitions.teams].map(([name, team]) => [
        name,
        {
          name,
          ...optional('description', textOf(team.value.description)),
          ...optional('contact', textOf(team.value.contact)),
          at: team.at,
        },
      ]),
    ),
    domains: readDomains(definitions, names.team),
    events,
    topics,
    services,
    aggregates,
    projections,
    sagas,
    environments,
    documents: findUnusedComponents(
      apiDocuments,
      namedSchemas,
      source,
      createSchemaReader({ ...schemaInput, shared: new Map(), known: namedSchemas }),
    ),
    lint: readLint(root.lint, at.file, source.documentsAlone === true),
    generate: readGenerate(root.generate, at.file),
    ...optional('docs', readDocs(root.docs, at.file)),
    schemas: namedSchemas,
    unresolved: names.unresolved,
  };
  checkServicePaths(architecture, report);
  return { architecture, diagnostics };
}

function readDomains(
  definitions: Definitions,
  team: (name: string, at: Architecture['system']['at']) => unknown,
): Architecture['domains'] {
  return byId(
    [...definitions.domains].map(([name, domain]) => {
      const owner = textOf(domain.value.owner);
      if (owner !== undefined) team(owner, placeAt(domain.at, 'owner'));
      return [
        name,
        {
          name,
          ...optional('owner', owner),
          ...optional('description', textOf(domain.value.description)),
          defaults: layerOf(domain.value.defaults, placeAt(domain.at, 'defaults')),
          at: domain.at,
        },
      ];
    }),
  );
}

function topicPerOf(value: unknown): TopicPer {
  return value === 'entity' || value === 'domain' ? value : 'event';
}
