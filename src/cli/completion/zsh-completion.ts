import { type CompletedCommand, commandsBelow, stepTo } from './command-tree.ts';
import { quote } from './quote.ts';

/** A script for zsh, to be found by compinit or sourced; names come with what they do. */
export function zshCompletion(all: readonly CompletedCommand[]): string {
  const known = all.filter(({ path }) => path !== '').map(({ path }) => quote(stepTo(path)));
  const values = all.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      typeof value === 'string'
        ? []
        : [
            `    (${flags.map((flag) => quote(`${path} ${flag}`)).join('|')}) compadd -- ${value.map(quote).join(' ')}; return ;;`,
          ],
    ),
  );
  const free = all.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      value === 'any' ? flags.map((flag) => quote(`${path} ${flag}`)) : [],
    ),
  );
  const lists = all.map(({ path, options, choices }) => {
    const names = commandsBelow(path, all).map(({ name, description }) => described(name, description));
    const flags = options.flatMap((option) =>
      option.flags.map((flag) => described(flag, option.description)),
    );
    return [
      `    (${quote(path)})`,
      `      names=(${[...names, ...choices.map((choice) => described(choice, ''))].join(' ')})`,
      `      flags=(${flags.join(' ')})`,
      '      ;;',
    ].join('\n');
  });
  return `#compdef eda
# Completion of eda for zsh.
_eda() {
  local at= word
  local -a names flags
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
      (${known.join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${values.join('\n')}
    (${free.join('|')}) _files; return ;;
  esac
  case "$at" in
${lists.join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    _describe -o 'option' flags
  else
    (( $#names )) && _describe 'command' names
    (( $#names )) || _files
  fi
}
if [[ "\${funcstack[1]}" == _eda ]]; then
  _eda "$@"
else
  compdef _eda eda
fi
`;
}

function described(name: string, description: string): string {
  const escaped = name.replaceAll(':', '\\:');
  return quote(description === '' ? escaped : `${escaped}:${description}`);
}
