import type { Architecture, Service } from '../../model/architecture.ts';
import { withOwnNames } from '../../model/own-names.ts';
import { indexArchitecture } from '../../model/query.ts';
import type { LanguageMap } from '../../print/eda/language-value.ts';
import { printHeader } from '../../print/header.ts';
import { printYaml } from '../../print/yaml.ts';
import { defineGenerator, type PlannedFile } from '../generator.ts';
import { reachedFrom } from '../typescript/schema-references.ts';
import { createDocumentContext, type DocumentContext } from './document-context.ts';
import { documentPath, systemDocumentPath } from './document-path.ts';
import { columnSchemas, operationSchemas, serviceDocument } from './service-document.ts';
import { divideDesign, type ServiceParts } from './service-parts.ts';
import { systemDocument } from './system-document.ts';

/** AsyncAPI 3.0: a document for each service that is not external, and one for what they share. */
export const asyncapiGenerator = defineGenerator({
  id: 'asyncapi',
  title: 'AsyncAPI 3.0 documents: one for each service, one for what they share',
  plan: ({ architecture: design, index: known }) => {
    const architecture = withOwnNames(design);
    const index = architecture === design ? known : indexArchitecture(architecture);
    const context = createDocumentContext(architecture, index);
    const divided = divideDesign(architecture, index);
    const files = Object.values(architecture.services)
      .filter((service) => !service.external)
      .map((service) => planServiceDocument(context, service, divided.get(service.name)));
    return { files: [planSystemDocument(context, () => systemDocument(context, divided)), ...files] };
  },
});

function planServiceDocument(
  context: DocumentContext,
  service: Service,
  parts: ServiceParts | undefined,
): PlannedFile {
  const { architecture, index, names } = context;
  if (parts === undefined) throw new Error(`${service.name} has no part of the divided design`);
  const events = [...parts.events, ...parts.stored];
  const ids = reachedFrom(
    [
      ...events.flatMap(({ data, previous, attributes }) => [
        data,
        ...previous.map((each) => each.data),
        ...Object.values(attributes),
      ]),
      ...operationSchemas(service),
      ...columnSchemas(parts.projections),
    ],
    architecture.schemas,
  );
  return planDocument(context, documentPath(service.name), () => serviceDocument(context, service, parts), [
    ...shared(architecture),
    service,
    architecture.teams[service.owner ?? ''],
    ...events,
    ...events.map(({ topic }) => architecture.topics[topic]),
    ...events.map(({ name }) => context.messageKeys.keyOf(name)),
    ...events.map(({ topic }) => context.channelKeys.keyOf(topic)),
    events.map(({ name }) => index.publishersOf(name).map((use) => use.service.source)),
    ...ids.map((id) => architecture.schemas[id]),
    ids.map((id) => names.nameOf(id)),
    context.envelopeKey,
    ...parts.aggregates,
    ...parts.projections,
    ...parts.sagas,
    service.calls.map((call) => architecture.services[call.service]?.operations[call.operation]?.method),
  ]);
}

function planSystemDocument(context: DocumentContext, make: () => LanguageMap): PlannedFile {
  const { architecture } = context;
  const { aggregates, projections, sagas, lint, generate, teams, events, topics, services, schemas } =
    architecture;
  return planDocument(context, systemDocumentPath, make, [
    ...shared(architecture),
    ...[aggregates, projections, sagas, lint, generate, teams],
    ...[events, topics, services, schemas].flatMap((map) => Object.values<unknown>(map)),
  ]);
}

/** What every document depends on: settings above single topics and services. */
function shared(architecture: Architecture): readonly unknown[] {
  const { system, defaults, envelopes, topicPer, domains, environments } = architecture;
  return [system, defaults, envelopes, topicPer, domains, environments];
}

function planDocument(
  { architecture, parts }: DocumentContext,
  path: string,
  make: () => LanguageMap,
  inputs: readonly unknown[],
): PlannedFile {
  const header = printHeader('yaml', architecture.system.at.file);
  return {
    path,
    owner: 'eda',
    content: () => header + printYaml(make(), { shortLists: true, parts }),
    inputs: [header, ...inputs],
  };
}
