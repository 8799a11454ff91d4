import { existsSync } from 'node:fs';
import { commands, type ExtensionContext, window, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import { findServer } from './find-server.ts';

let client: LanguageClient | undefined;

/** Starts the server when a workspace with a design is opened, and again when it becomes trusted. */
export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand('eda.restart', restart),
    workspace.onDidGrantWorkspaceTrust(restart),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('eda')) void restart();
    }),
  );
  await start();
}

/** Stops the server with its window. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function restart(): Promise<void> {
  await client?.stop();
  await start();
}

async function start(): Promise<void> {
  const { command, args, shell } = findServer({
    folders: (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    path: workspace.getConfiguration('eda').get('path', ''),
    isTrusted: workspace.isTrusted,
    platform: process.platform,
    exists: existsSync,
  });
  client = new LanguageClient(
    'eda',
    'eda',
    { command, args: [...args], options: { shell } },
    {
      documentSelector: ['yaml', 'json'].map((language) => ({ scheme: 'file', language })),
      // Rules that the project brings are code.
      initializationOptions: { ownRules: workspace.isTrusted },
    },
  );
  try {
    await client.start();
  } catch {
    client = undefined;
    void window.showWarningMessage(
      `eda did not start (${command}): install it in the workspace (npm install -D eda), or set eda.path`,
    );
  }
}
