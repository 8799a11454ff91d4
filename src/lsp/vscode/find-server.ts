import { join } from 'node:path';

/** How the server is started. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** A script of the shell's on Windows, which only a shell runs. */
  readonly shell: boolean;
}

export interface ServerQuestion {
  /** Folders of the workspace. */
  readonly folders: readonly string[];
  /** What the user set; empty: nothing. */
  readonly path: string;
  /** Whether the workspace may run code of its own. */
  readonly isTrusted: boolean;
  readonly platform: string;
  readonly exists: (path: string) => boolean;
}

const ending = ['lsp', '--stdio'];

/**
 * The server of a workspace: the program that the user set, else the one that the workspace has installed, in the version
 * of its design, else the one on the path. What lies in a workspace is run only if that is trusted.
 */
export function findServer({ folders, path, isTrusted, platform, exists }: ServerQuestion): ServerCommand {
  const isWindows = platform === 'win32';
  if (path !== '')
    return path.endsWith('.js')
      ? { command: 'node', args: [path, ...ending], shell: false }
      : { command: path, args: ending, shell: isWindows };
  const installed = folders.map((folder) => join(folder, 'node_modules/eda/bin/eda.js')).find(exists);
  if (isTrusted && installed !== undefined)
    return { command: 'node', args: [installed, ...ending], shell: false };
  return { command: 'eda', args: ending, shell: isWindows };
}
