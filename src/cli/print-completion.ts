import type { Command } from 'commander';
import { bashCompletion } from './completion/bash-completion.ts';
import { type CompletedCommand, listCommands } from './completion/command-tree.ts';
import { fishCompletion } from './completion/fish-completion.ts';
import { zshCompletion } from './completion/zsh-completion.ts';

const scripts: {
  readonly [shell in 'bash' | 'zsh' | 'fish']: (commands: readonly CompletedCommand[]) => string;
} = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** The script that completes a program's commands and options in a shell, made from what the program declares. */
export function printCompletion(shell: 'bash' | 'zsh' | 'fish', program: Command): string {
  return scripts[shell](listCommands(program));
}
