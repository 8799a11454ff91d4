import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import {
  CompletionRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  type InitializeParams,
  InitializeRequest,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  RegistrationRequest,
  ShutdownRequest,
} from 'vscode-languageserver-protocol/node';
import { project } from '../cli/run-eda.ts';
import { bundleEda, type EdaProgram } from '../cli/spawn-eda.ts';

/** Bundles `eda`, as an editor starts it, with the thread that checks. */
export async function bundleServer(): Promise<EdaProgram> {
  const worker = join(import.meta.dirname, '../../src/cli/check-worker.ts');
  const program = await bundleEda({ 'check-worker': worker });
  // The thread's script is CommonJS in the package.
  writeFileSync(join(dirname(program.entry), 'check-worker.cjs'), `import('./check-worker.mjs');\n`);
  return program;
}

/** A running server, and an editor that speaks with it. */
export interface LspClient {
  readonly child: ChildProcess;
  readonly connection: ProtocolConnection;
  /** What the server published last, by path relative to the folder. */
  readonly published: ReadonlyMap<string, readonly Diagnostic[]>;
  /** How often anything was published. */
  publications(): number;
  readonly errors: () => string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  uri(file: string): string;
  initialize(params?: Partial<InitializeParams>): Promise<InitializeResult>;
  /** Resolves when what was published for a file is as asked. */
  until(file: string, holds: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
  stop(): Promise<number | string>;
}

/** Starts `eda lsp` in a folder. */
export function startClient(entry: string, folder: string): LspClient {
  const child = spawn(process.execPath, [entry, 'lsp', '--stdio'], { cwd: folder });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<number | string>((done) => {
    child.on('close', (code, signal) => done(code ?? signal ?? 'gone'));
  });
  const connection = createProtocolConnection(child.stdout, child.stdin);
  const uri = (file: string): string => pathToFileURL(join(folder, file)).href;
  const published = new Map<string, readonly Diagnostic[]>();
  let publications = 0;
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri: of, diagnostics }) => {
    publications++;
    published.set(
      decodeURIComponent(of.slice(uri('').length + (uri('').endsWith('/') ? 0 : 1))),
      diagnostics,
    );
  });
  connection.onRequest(RegistrationRequest.type, () => {});
  connection.onError(() => {});
  connection.listen();
  const client: LspClient = {
    child,
    connection,
    published,
    publications: () => publications,
    errors: () => errors,
    ended,
    uri,
    initialize: (params = {}) =>
      connection.sendRequest(InitializeRequest.type, {
        processId: process.pid,
        rootUri: uri(''),
        capabilities: {},
        ...params,
      }),
    until: async (file, holds) => {
      for (const end = Date.now() + 115_000; Date.now() < end; await wait(20)) {
        const diagnostics = published.get(file);
        if (diagnostics !== undefined && holds(diagnostics)) return diagnostics;
        if (child.exitCode !== null) throw new Error(`the server ended: ${errors}`);
      }
      throw new Error(`never published for ${file}: ${JSON.stringify([...published], null, 1)}\n${errors}`);
    },
    stop: async () => {
      if (child.exitCode === null) {
        await connection.sendRequest(ShutdownRequest.type);
        await connection.sendNotification('exit');
      }
      return ended;
    },
  };
  return client;
}

/** An editor with a folder of its own. */
export interface LspEditor extends LspClient {
  readonly folder: string;
  /** Opens a file, with a text that differs from the one on disk where one is given. */
  open(file: string, text?: string): Promise<void>;
  /** Replaces the first such stretch of a text, as typing does. */
  edit(file: string, from: string, to: string): Promise<void>;
  replace(file: string, text: string): Promise<void>;
  saved(file: string): Promise<void>;
  textOf(file: string): string;
  textAt(file: string, range: Range | undefined): string;
  /** The position behind a stretch of a text. */
  after(file: string, stretch: string): Position;
  /** What is proposed at the end of a text. */
  labelsAtEnd(file: string): Promise<readonly string[]>;
}

/** Bundles the program for the tests of a file; gives what starts an editor for one test. */
export function editors(): (
  files: { readonly [path: string]: string },
  params?: Partial<InitializeParams>,
) => Promise<LspEditor> {
  let program: EdaProgram;
  beforeAll(async () => {
    program = await bundleServer();
  });
  afterAll(() => program.remove());
  return async (files, params) => {
    const folder = project(files);
    const client = startClient(program.entry, folder);
    onTestFinished(async () => void (await client.stop()));
    await client.initialize(params);
    return createEditor(client, folder);
  };
}

/** The texts that an editor of a test holds, and what it does with them. */
export function createEditor(client: LspClient, folder: string): LspEditor {
  const { connection, uri } = client;
  const texts = new Map<string, { version: number; text: string }>();
  const textOf = (file: string): string => texts.get(file)?.text ?? '';
  const send = async (file: string, range: Range | undefined, text: string, whole: string): Promise<void> => {
    const version = (texts.get(file)?.version ?? 0) + 1;
    texts.set(file, { version, text: whole });
    await connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: uri(file), version },
      contentChanges: [range === undefined ? { text } : { range, text }],
    });
  };
  const positionAt = (text: string, offset: number): Position => {
    const lines = text.slice(0, offset).split('\n');
    return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  };
  const offsetAt = (text: string, { line, character }: Position): number =>
    text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
  return {
    ...client,
    folder,
    open: async (file, text = readFileSync(join(folder, file), 'utf8')) => {
      texts.set(file, { version: 1, text });
      await connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri: uri(file), languageId: 'yaml', version: 1, text },
      });
    },
    edit: async (file, from, to) => {
      const text = textOf(file);
      const offset = text.indexOf(from);
      if (offset === -1) throw new Error(`${file} has no ${from}`);
      const range = { start: positionAt(text, offset), end: positionAt(text, offset + from.length) };
      await send(file, range, to, text.slice(0, offset) + to + text.slice(offset + from.length));
    },
    replace: (file, text) => send(file, undefined, text, text),
    saved: (file) =>
      connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri: uri(file) } }),
    textOf,
    textAt: (file, range) => {
      const text = textOf(file);
      return range === undefined ? '' : text.slice(offsetAt(text, range.start), offsetAt(text, range.end));
    },
    after: (file, stretch) => positionAt(textOf(file), textOf(file).indexOf(stretch) + stretch.length),
    labelsAtEnd: async (file) => {
      const text = textOf(file);
      const items = await connection.sendRequest(CompletionRequest.type, {
        textDocument: { uri: uri(file) },
        position: positionAt(text, text.length),
      });
      return (Array.isArray(items) ? items : (items?.items ?? [])).map(({ label }) => label);
    },
  };
}
