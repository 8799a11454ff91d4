import {
  type CancellationToken,
  type CodeActionParams,
  CodeActionRequest,
  type CompletionParams,
  CompletionRequest,
  type DefinitionParams,
  DefinitionRequest,
  type DocumentSymbolParams,
  DocumentSymbolRequest,
  type FoldingRangeParams,
  FoldingRangeRequest,
  type HoverParams,
  HoverRequest,
  type InlayHintParams,
  InlayHintRequest,
  type Location,
  LSPErrorCodes,
  type PrepareRenameParams,
  PrepareRenameRequest,
  type ProtocolConnection,
  type ReferenceParams,
  ReferencesRequest,
  type RenameParams,
  RenameRequest,
  ResponseError,
} from 'vscode-languageserver-protocol/node';
import { listActions } from './code-actions.ts';
import { complete } from './complete.ts';
import type { Located } from './design-view.ts';
import { listFolds } from './folding.ts';
import { hover } from './hover.ts';
import { listHints } from './inlay-hints.ts';
import { findDefinition, findReferences } from './navigate.ts';
import { prepareRename, type RenameRefused, rename } from './rename.ts';
import { type AskedPlace, heldPlace, heldText, type LspSession } from './session.ts';
import { listSymbols } from './symbols.ts';
import { kindOf } from './workspace.ts';

/** Makes a handler of what answers one kind of question: in the right order, and never with a crash. */
export type Answer = <Params, Result>(
  handle: (params: Params, session: LspSession) => Result | Promise<Result>,
) => (params: Params, token: CancellationToken) => Promise<Result | ResponseError<void>>;

type AtPlace = Parameters<typeof heldPlace>[0];

/**
 * Answers what an editor asks about its texts; `null`: there is nothing to say. Questions of one kind stand in a file
 * named by it.
 */
export function answerQuestions(
  connection: ProtocolConnection,
  answer: Answer,
  editor: () => { readonly movesFiles: boolean },
): void {
  const atPlace = <Params extends AtPlace, Result>(
    handle: (place: AskedPlace, session: LspSession, params: Params) => Result,
  ) =>
    answer((params: Params, session) => {
      const place = heldPlace(params, session);
      return place === undefined ? null : handle(place, session, params);
    });
  connection.onRequest(
    CompletionRequest.type,
    atPlace<CompletionParams, ReturnType<typeof complete>>((place, session) => complete(place, session)),
  );
  connection.onRequest(
    HoverRequest.type,
    atPlace((place, session, _params: HoverParams) => hover(place, session) ?? null),
  );
  connection.onRequest(
    DefinitionRequest.type,
    atPlace((place, session, _params: DefinitionParams) =>
      toLocations(findDefinition(place, session), session),
    ),
  );
  connection.onRequest(
    ReferencesRequest.type,
    atPlace((place, session, { context }: ReferenceParams) =>
      toLocations(findReferences(place, session, context), session),
    ),
  );
  connection.onRequest(
    PrepareRenameRequest.type,
    atPlace((place, session, _params: PrepareRenameParams) => orRefusal(prepareRename(place, session))),
  );
  connection.onRequest(
    RenameRequest.type,
    atPlace((place, session, { newName }: RenameParams) =>
      orRefusal(rename(place, newName, session, { moveFiles: editor().movesFiles })),
    ),
  );
  connection.onRequest(
    DocumentSymbolRequest.type,
    answer(({ textDocument }: DocumentSymbolParams, session) => {
      const held = heldText(textDocument.uri, session);
      return held === undefined ? null : listSymbols(held.text);
    }),
  );
  connection.onRequest(
    FoldingRangeRequest.type,
    answer(({ textDocument }: FoldingRangeParams, session) => {
      const held = heldText(textDocument.uri, session);
      return held === undefined || kindOf(held.text) === 'other' ? null : listFolds(held.text);
    }),
  );
  connection.onRequest(
    InlayHintRequest.type,
    answer(({ textDocument, range }: InlayHintParams, session) => {
      const held = heldText(textDocument.uri, session);
      return held === undefined ? null : listHints(held, range, session);
    }),
  );
  connection.onRequest(
    CodeActionRequest.type,
    answer(async ({ textDocument, range }: CodeActionParams, session) => {
      // What is proposed has to fit the text as it is now.
      await session.workspace.settled();
      const held = heldText(textDocument.uri, session);
      return held === undefined ? null : listActions(held, range, session);
    }),
  );
}

function toLocations(places: readonly Located[], { uriOf }: LspSession): Location[] {
  return places.map(({ path, range }) => ({ uri: uriOf(path), range }));
}

function orRefusal<Result extends object>(
  result: Result | RenameRefused | null,
): Result | ResponseError<void> | null {
  if (result === null || !('refused' in result)) return result;
  return new ResponseError<void>(LSPErrorCodes.RequestFailed, result.refused);
}
