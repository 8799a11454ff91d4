import { pathToFileURL } from 'node:url';
import {
  type CancellationToken,
  CodeActionKind,
  createProtocolConnection,
  ErrorCodes,
  ExitNotification,
  InitializedNotification,
  type InitializeError,
  type InitializeParams,
  InitializeRequest,
  LSPErrorCodes,
  PublishDiagnosticsNotification,
  ResponseError,
  type ServerCapabilities,
  ShutdownRequest,
  TextDocumentSyncKind,
} from 'vscode-languageserver-protocol/node';
import { answerQuestions } from './answer-questions.ts';
import { toDiagnostic } from './findings.ts';
import type { LspProgram } from './program.ts';
import type { LspSession } from './session.ts';
import { syncTexts, watchFiles } from './sync-texts.ts';
import { createWorkspace } from './workspace.ts';

export interface ServerOptions {
  readonly program: LspProgram;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Of eda. */
  readonly version: string;
  /** What went wrong within, which is our bug, or what the other side sent and nobody can read. */
  readonly onError: (error: unknown) => void;
}

/** What an editor may say when it starts the server. */
interface Initialization {
  /** False: modules of the project are not run, since nobody trusts it yet. */
  readonly ownRules?: boolean;
}

/** How long nothing may change before a design is checked, in ms. */
const pause = 120;

const capabilities: ServerCapabilities = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  completionProvider: { triggerCharacters: ['.', ':', ' ', '#', '/', '"', "'", '-'] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  inlayHintProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
};

/**
 * Serves one editor over a pair of streams. Resolves when it says `exit`, or when its streams end; `orderly`: after
 * `shutdown`, as it should.
 */
export function startServer(options: ServerOptions): Promise<'orderly' | 'abrupt'> {
  const { program, input, output, version, onError } = options;
  const connection = createProtocolConnection(input, output, {
    error: onError,
    warn: onError,
    info: () => {},
    log: () => {},
  });
  const uris = new Map<string, string>();
  const uriOf = (path: string): string => uris.get(path) ?? pathToFileURL(path).href;
  let stage: 'new' | 'ready' | 'shut' = 'new';
  let session: LspSession | undefined;

  const open = ({ ownRules = true }: Initialization): LspSession => ({
    program,
    uriOf,
    workspace: createWorkspace({
      program,
      ownRules,
      pause,
      onError,
      publish: (path, findings) => {
        const held = session?.workspace.held(path);
        void connection.sendNotification(PublishDiagnosticsNotification.type, {
          uri: uriOf(path),
          diagnostics: findings.map((finding) => toDiagnostic(finding, program)),
          ...(held === undefined ? {} : { version: held.version }),
        });
      },
    }),
  });

  /** Answers a request in the order that the protocol asks for: after `initialize`, before `shutdown`. */
  const answer =
    <Params, Result>(handle: (params: Params, session: LspSession) => Result | Promise<Result>) =>
    async (params: Params, token: CancellationToken): Promise<Result | ResponseError<void>> => {
      if (session === undefined)
        return new ResponseError<void>(ErrorCodes.ServerNotInitialized, 'initialize comes first');
      if (stage === 'shut')
        return new ResponseError<void>(ErrorCodes.InvalidRequest, 'shutdown was asked for');
      try {
        const result = await handle(params, session);
        if (!token.isCancellationRequested) return result;
        return new ResponseError<void>(LSPErrorCodes.RequestCancelled, 'nobody waits for it any more');
      } catch (error) {
        onError(error);
        const message = error instanceof Error ? error.message : String(error);
        return new ResponseError<void>(ErrorCodes.InternalError, `this is a bug of eda: ${message}`);
      }
    };

  let watches = false;
  let movesFiles = false;
  connection.onRequest(InitializeRequest.type, (params: InitializeParams) => {
    if (stage !== 'new')
      return new ResponseError<InitializeError>(ErrorCodes.InvalidRequest, 'initialize comes once');
    stage = 'ready';
    session = open((params.initializationOptions ?? {}) as Initialization);
    watches = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    const { documentChanges, resourceOperations } = params.capabilities.workspace?.workspaceEdit ?? {};
    movesFiles = documentChanges === true && resourceOperations?.includes('rename') === true;
    return { capabilities, serverInfo: { name: 'eda', version } };
  });
  connection.onNotification(InitializedNotification.type, () => {
    if (watches) watchFiles(connection).catch(onError);
  });
  syncTexts(connection, () => (stage === 'ready' ? session : undefined), uris);
  answerQuestions(connection, answer, () => ({ movesFiles }));

  return new Promise((resolve) => {
    const end = (how: 'orderly' | 'abrupt'): void => {
      session?.workspace.dispose();
      connection.dispose();
      // Nobody listens any more: what is open of it must not keep the process.
      input.pause();
      resolve(how);
    };
    connection.onRequest(ShutdownRequest.type, () => {
      stage = 'shut';
      session?.workspace.dispose();
    });
    connection.onNotification(ExitNotification.type, () => end(stage === 'shut' ? 'orderly' : 'abrupt'));
    connection.onClose(() => end(stage === 'shut' ? 'orderly' : 'abrupt'));
    connection.onError(([error]) => onError(error));
    connection.listen();
  });
}
