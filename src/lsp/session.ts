import { fileURLToPath } from 'node:url';
import type { LspProgram } from './program.ts';
import { offsetIn, type TextPosition } from './text-range.ts';
import type { HeldText, Workspace } from './workspace.ts';

/** What answers are made from. */
export interface LspSession {
  readonly workspace: Workspace;
  readonly program: LspProgram;
  /** Addresses of files as the editor writes them. */
  uriOf(path: string): string;
}

/** A place in a text that the editor holds. */
export interface AskedPlace extends HeldText {
  readonly offset: number;
  readonly position: TextPosition;
}

/** The text that a request speaks of; undefined: it was never opened, or is no file. */
export function heldText(uri: string, { workspace }: LspSession): HeldText | undefined {
  const path = pathOf(uri);
  return path === undefined ? undefined : workspace.held(path);
}

/** The place that a request speaks of. */
export function heldPlace(
  {
    textDocument,
    position,
  }: { readonly textDocument: { readonly uri: string }; readonly position: TextPosition },
  session: LspSession,
): AskedPlace | undefined {
  const held = heldText(textDocument.uri, session);
  return held && { ...held, position, offset: offsetIn(held.text, position) };
}

/** The absolute path of a file; undefined for what is none, such as a text that was never saved. */
export function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}
