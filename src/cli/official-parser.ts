import { join } from 'node:path';
import type { Diagnostic as Reported } from '@asyncapi/parser';
import { loadPackage } from '../dev/load-package.ts';
import type { Path, Place, Severity } from '../diagnostics/diagnostic.ts';
import { isMap } from '../spec/is-map.ts';
import { pathFrom } from '../spec/path-shape.ts';
import type { ProjectFiles } from '../spec/project-files.ts';
import { readYaml } from '../spec/yaml.ts';
import type { Project } from './project.ts';

type ParserModule = typeof import('@asyncapi/parser');
type AvroModule = typeof import('@asyncapi/avro-schema-parser');

/** What `@asyncapi/parser` finds in a document. */
export interface OfficialFinding {
  /** Name of its rule in kebab-case, such as `asyncapi-info-license`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
  readonly at: Place;
}

/** Has the official parser judge documents of a project. */
export type OfficialParser = (documents: readonly string[]) => Promise<readonly OfficialFinding[]>;

/** How to get the parser. */
export const getOfficialParser = 'npm install --save-dev @asyncapi/parser';

/**
 * Loads `@asyncapi/parser` as the project has it, else as eda has it; undefined where neither does. It reads files of
 * the project alone, and nothing from other hosts.
 */
export async function loadOfficialParser({ folder, files }: Project): Promise<OfficialParser | undefined> {
  const module = await loadPackage<ParserModule>(folder, '@asyncapi/parser');
  if (module === undefined) return undefined;
  const avro = await loadPackage<AvroModule>(folder, '@asyncapi/avro-schema-parser');
  const parser = new module.Parser({ __unstable: { resolver: readersOf(folder, files) } });
  if (avro !== undefined) parser.registerSchemaParser(avro.AvroSchemaParser() as never);
  return async (documents) => {
    const findings: OfficialFinding[] = [];
    for (const document of documents) {
      const read = files.read(document);
      if (!read.ok) continue;
      const reported = await parser.validate(read.text, { source: join(folder, document) });
      findings.push(...reported.flatMap((one) => findingOf(one, document, folder, files) ?? []));
    }
    return withoutRepeated(findings);
  };
}

/** Readers that take the place of the parser's own, which it falls back on where another fails: these never do. */
function readersOf(folder: string, files: ProjectFiles) {
  // What is not there, or lies elsewhere, is told by us; an empty object keeps the parser from looking itself.
  const nothing = '{}';
  const readFile = (path: string): string => {
    const read = files.read(pathFrom(folder, path));
    return read.ok ? read.text : nothing;
  };
  return {
    // It keeps what it read for the life of the process otherwise, and --watch would see old texts.
    cache: false,
    resolvers: [
      { schema: 'file', order: 1, canRead: true, read: (uri: Uri) => readFile(decodeURI(uri.path())) },
      { schema: 'https', order: 1, canRead: true, read: () => nothing },
      { schema: 'http', order: 1, canRead: true, read: () => nothing },
    ],
  };
}

interface Uri {
  path(): string;
}

/** Undefined for what lies outside the project, or speaks of a reference to another host. */
function findingOf(
  { code, message, path, severity, range, source }: Reported,
  document: string,
  folder: string,
  files: ProjectFiles,
): OfficialFinding | undefined {
  const file = source === undefined ? document : pathFrom(folder, source);
  const read = files.read(file);
  if (!read.ok) return undefined;
  const steps = stepsIn(readYaml(read.text, file, 'shared').value, path);
  // References within what lies elsewhere, which is empty here.
  if (steps === undefined || (steps.length === 0 && code === 'invalid-ref')) return undefined;
  const text = message.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return {
    rule: String(code)
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-'),
    severity: severity === 0 ? 'error' : severity === 1 ? 'warning' : 'info',
    message: text,
    ...(/^No schema parser registered for .*avro/.test(text)
      ? { help: 'npm install --save-dev @asyncapi/avro-schema-parser' }
      : {}),
    at:
      steps.length > 0
        ? { file, path: steps }
        : { file, path: [], range: { offset: offsetOf(read.text, range.start), length: 1 } },
  };
}

/** A path with indexes of lists as numbers, as far as the value goes; undefined where it passes a remote `$ref`. */
function stepsIn(value: unknown, path: Path): Path | undefined {
  const steps: (string | number)[] = [];
  let current = value;
  for (const step of path) {
    if (isMap(current) && typeof current.$ref === 'string' && /^https?:/i.test(current.$ref))
      return undefined;
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) break;
    steps.push(Array.isArray(current) ? Number(step) : step);
    current = (current as { readonly [step: string]: unknown })[step];
  }
  return steps;
}

function offsetOf(text: string, { line, character }: Reported['range']['start']): number {
  const before = text.split('\n').slice(0, line);
  return before.reduce((sum, each) => sum + each.length + 1, character);
}

/** It checks documents with and without their references: what both say of a place is one finding. */
function withoutRepeated(findings: readonly OfficialFinding[]): OfficialFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ message, at }) => {
    const id = [message, at.file, ...at.path, at.range?.offset].join('\0');
    return !seen.has(id) && seen.add(id) !== undefined;
  });
}
