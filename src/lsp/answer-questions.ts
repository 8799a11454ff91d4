import {
  type CompletionParams,
  CompletionRequest,
  type HoverParams,
  HoverRequest,
  type ProtocolConnection,
  type ResponseError,
} from 'vscode-languageserver-protocol/node';
import { complete } from './complete.ts';
import { hover } from './hover.ts';
import { heldPlace, type LspSession } from './session.ts';

/** Makes a handler of what answers one kind of question: in the right order, and never with a crash. */
export type Answer = <Params, Result>(
  handle: (params: Params, session: LspSession) => Result | Promise<Result>,
) => (params: Params) => Promise<Result | ResponseError<void>>;

/** Answers what an editor asks about places of its texts; `null`: there is nothing to say. */
export function answerQuestions(connection: ProtocolConnection, answer: Answer): void {
  connection.onRequest(
    CompletionRequest.type,
    answer((params: CompletionParams, session) => {
      const place = heldPlace(params, session);
      return place === undefined ? null : complete(place, session);
    }),
  );
  connection.onRequest(
    HoverRequest.type,
    answer((params: HoverParams, session) => {
      const place = heldPlace(params, session);
      return place === undefined ? null : (hover(place, session) ?? null);
    }),
  );
}
