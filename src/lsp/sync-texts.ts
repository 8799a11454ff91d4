import {
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  type ProtocolConnection,
  RegistrationRequest,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type LspSession, pathOf } from './session.ts';

/**
 * Keeps the texts of a session as the editor has them; what it says before `initialize` or after `shutdown` is passed
 * over, and so is a change of what it never opened.
 */
export function syncTexts(
  connection: ProtocolConnection,
  session: () => LspSession | undefined,
  uris: Map<string, string>,
): void {
  const documents = new Map<string, TextDocument>();
  const hold = (path: string, document: TextDocument): void => {
    documents.set(path, document);
    session()?.workspace.hold({ path, version: document.version, text: document.getText() });
  };
  connection.onNotification(DidOpenTextDocumentNotification.type, ({ textDocument }) => {
    const path = pathOf(textDocument.uri);
    if (path === undefined || session() === undefined) return;
    uris.set(path, textDocument.uri);
    const { uri, languageId, version, text } = textDocument;
    hold(path, TextDocument.create(uri, languageId, version, text));
  });
  connection.onNotification(
    DidChangeTextDocumentNotification.type,
    ({ textDocument: { uri, version }, contentChanges }) => {
      const path = pathOf(uri);
      const document = path === undefined ? undefined : documents.get(path);
      if (path === undefined || document === undefined) return;
      hold(path, TextDocument.update(document, contentChanges, version));
    },
  );
  connection.onNotification(DidCloseTextDocumentNotification.type, ({ textDocument }) => {
    const path = pathOf(textDocument.uri);
    if (path === undefined || !documents.delete(path)) return;
    uris.delete(path);
    session()?.workspace.close(path);
  });
  // Editors that watch no files say at least when they write one.
  connection.onNotification(DidSaveTextDocumentNotification.type, () => session()?.workspace.touch());
  connection.onNotification(DidChangeWatchedFilesNotification.type, () => session()?.workspace.touch());
}

/** Asks the editor to tell of files that change on disk. */
export async function watchFiles(connection: ProtocolConnection): Promise<void> {
  await connection.sendRequest(RegistrationRequest.type, {
    registrations: [
      {
        id: 'files',
        method: DidChangeWatchedFilesNotification.method,
        registerOptions: { watchers: [{ globPattern: '**/*.{yaml,yml,json,avsc}' }] },
      },
    ],
  });
}
