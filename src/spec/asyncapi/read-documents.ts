import { posix } from 'node:path';
import { type Diagnostic, type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { isMap } from '../is-map.ts';
import { readPointer, writePointer } from '../json-pointer.ts';
import type { OpenedFile, SpecFile } from '../spec-file.ts';
import { asyncApiVersion, knownVersion, versions } from './detect-document.ts';
import type { AsyncApiDocument, Channel, Message } from './document.ts';
import { readDocument2 } from './read-document-2.ts';
import { readDocument3 } from './read-document-3.ts';
import { createReferences, type References } from './references.ts';
import { kebab, nameServices } from './service-name.ts';
import { checkDocument } from './shape/check-document.ts';
import {
  type AdoptedMessage,
  type DescribedService,
  type Translation,
  translateDocuments,
} from './translate.ts';

/** The documents of a design, read, and what they say in the language. */
export interface ReadDocuments extends Translation {
  readonly documents: readonly AsyncApiDocument[];
  /** Names of the services that documents describe. */
  readonly services: ReadonlyMap<AsyncApiDocument, string>;
  readonly references: References;
}

export interface ReadDocumentsInput {
  readonly open: (path: string) => OpenedFile;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Reads documents that are a design by themselves: each describes one service. */
export function readDocumentSet(paths: readonly string[], input: ReadDocumentsInput): ReadDocuments {
  const reader = createReader(input);
  const documents = paths.flatMap((path) => reader.read(path, { file: path, path: [] }) ?? []);
  const names = nameServices(documents);
  const described = documents.map((document): DescribedService => {
    const service = names.get(document) ?? '';
    return { document, service, domain: domainOf(service), isDeclared: false };
  });
  return {
    documents,
    services: names,
    references: reader.references,
    ...translateDocuments(described, [], reader.references),
  };
}

/** Reads the documents that a design names: `contract` of services, `from` of events. Undefined: it names none. */
export function readNamedDocuments(
  files: readonly SpecFile[],
  input: ReadDocumentsInput,
): ReadDocuments | undefined {
  const contracts = files.flatMap((file) => contractsIn(file));
  const froms = files.flatMap((file) => fromsIn(file));
  if (contracts.length === 0 && froms.length === 0) return undefined;
  const reader = createReader(input);
  const described: DescribedService[] = [];
  for (const { name, domain, path, at } of contracts) {
    const document = reader.read(path, at);
    if (document !== undefined) described.push({ document, service: name, domain, isDeclared: true });
  }
  const adopted: AdoptedMessage[] = [];
  for (const { event, path, pointer, at } of froms) {
    const document = reader.read(path, at);
    if (document === undefined) continue;
    if (!described.some((one) => one.document === document))
      described.push({ document, domain: '', isDeclared: true });
    const found = findMessage(document, pointer);
    if (found.kind === 'one') adopted.push({ event, file: at.file, document, ...found });
    else
      input.report({ code: 'from-target', severity: 'error', message: found.message, help: found.help, at });
  }
  const documents = [...new Set(described.map(({ document }) => document))];
  return {
    documents,
    services: new Map(
      described.flatMap(({ document, service }) =>
        service === undefined ? [] : [[document, service] as const],
      ),
    ),
    references: reader.references,
    ...translateDocuments(described, adopted, reader.references),
  };
}

function createReader({ open, report }: ReadDocumentsInput) {
  const references = createReferences({ open, report });
  const known = new Map<string, AsyncApiDocument | undefined>();
  const read = (path: string, named: Place): AsyncApiDocument | undefined => {
    const opened = open(path);
    const at: Place = { file: path, path: [] };
    if (!opened.ok) {
      if (opened.problem !== unparsed)
        report({
          code: 'file-unreadable',
          severity: 'error',
          message: `${path}: ${opened.problem}`,
          at: named,
        });
      return undefined;
    }
    const written = asyncApiVersion(opened.value);
    if (written === undefined || !isMap(opened.value)) {
      report({
        code: 'asyncapi-version',
        severity: 'error',
        message: `${path} is no AsyncAPI document: it has no \`asyncapi\``,
        help: `begin it with its version: asyncapi: ${versions.at(-1)}`,
        at: named,
      });
      return undefined;
    }
    const version = knownVersion(written);
    if (version === undefined) {
      report({
        code: 'asyncapi-version',
        severity: 'error',
        message: `AsyncAPI ${written} is not read`,
        help: `${versions[0]} to ${versions.at(-1)} are: ${versions.join(', ')}`,
        at: placeAt(at, 'asyncapi'),
      });
      return undefined;
    }
    for (const diagnostic of checkDocument({ value: opened.value, at }, version, references))
      report(diagnostic);
    const root = { map: opened.value, at };
    return version.startsWith('3') ? readDocument3(root, references) : readDocument2(root, references);
  };
  return {
    references,
    read: (path: string, named: Place): AsyncApiDocument | undefined => {
      if (!known.has(path)) known.set(path, read(path, named));
      return known.get(path);
    },
  };
}

/** What `open` says of a file whose faults have been reported already. */
const unparsed = 'it cannot be parsed';

/** `order-service` → `order`; of a long title its first words. */
function domainOf(service: string): string {
  const name = service.replace(/-(service|api|app|application)$/, '');
  if (name.length <= 24) return name || 'application';
  const cut = name.slice(0, 24);
  return cut.includes('-') ? cut.slice(0, cut.lastIndexOf('-')) : cut;
}

function contractsIn(file: SpecFile): { name: string; domain: string; path: string; at: Place }[] {
  const { services } = file.value;
  if (!isMap(services)) return [];
  return Object.entries(services).flatMap(([name, service]) => {
    if (!isMap(service) || typeof service.contract !== 'string') return [];
    return [
      {
        name,
        domain: typeof service.domain === 'string' ? service.domain : kebab(name),
        path: pathFrom(file.path, service.contract),
        at: { file: file.path, path: ['services', name, 'contract'] },
      },
    ];
  });
}

function fromsIn(file: SpecFile): { event: string; path: string; pointer: string; at: Place }[] {
  const { events } = file.value;
  if (!isMap(events)) return [];
  const found: { event: string; path: string; pointer: string; at: Place }[] = [];
  for (const event in events) {
    const value = events[event];
    if (!isMap(value) || typeof value.from !== 'string') continue;
    const hash = value.from.indexOf('#');
    found.push({
      event,
      path: pathFrom(file.path, hash === -1 ? value.from : value.from.slice(0, hash)),
      pointer: hash === -1 ? '' : value.from.slice(hash + 1),
      at: { file: file.path, path: ['events', event, 'from'] },
    });
  }
  return found;
}

function pathFrom(file: string, path: string): string {
  return posix.normalize(posix.join(posix.dirname(file), path));
}

type FoundMessage =
  | { readonly kind: 'one'; readonly channel: Channel; readonly message: Message }
  | { readonly kind: 'none'; readonly message: string; readonly help: string };

/** The message that a pointer names: where a channel or an operation uses it, or where it is written, if once only. */
function findMessage(document: AsyncApiDocument, pointer: string): FoundMessage {
  const wanted = writePointer(readPointer(pointer));
  const all = document.channels.flatMap((channel) =>
    channel.messages.map((message) => ({ channel, message })),
  );
  const pointersOf = ({ message }: (typeof all)[number]): string[] =>
    [...message.uses, message.at]
      .filter(({ file }) => file === document.file)
      .map(({ path }) => writePointer(path));
  const exact = all.filter((one) => pointersOf(one).includes(wanted));
  const inside =
    exact.length > 0
      ? exact
      : all.filter((one) => pointersOf(one).some((use) => use.startsWith(`${wanted}/`)));
  const [only, ...others] = inside;
  if (only !== undefined && others.length === 0) return { kind: 'one', ...only };
  const names = all.flatMap(({ message }) => message.uses.map(({ path }) => writePointer(path)));
  if (only === undefined) {
    return {
      kind: 'none',
      message: `${document.file} has no message at #${pointer}${didYouMean(wanted, names)}`,
      help: 'point to a message of a channel: #/channels/<channel>/messages/<message>, 2.x: #/channels/<channel>/subscribe/message',
    };
  }
  return {
    kind: 'none',
    message: `#${pointer} of ${document.file} leads to ${inside.length} messages`,
    help: `name one: ${inside.map(({ message }) => writePointer(message.uses[0]?.path ?? message.at.path)).join(', ')}`,
  };
}
