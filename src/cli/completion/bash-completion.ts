import { type CompletedCommand, commandsBelow, stepTo } from './command-tree.ts';
import { quote } from './quote.ts';

/** A script for bash 4 and later; where nothing of ours fits, it completes files. */
export function bashCompletion(all: readonly CompletedCommand[]): string {
  const known = all.filter(({ path }) => path !== '').map(({ path }) => quote(stepTo(path)));
  const values = all.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      typeof value === 'string'
        ? []
        : [
            `    ${flags.map((flag) => quote(`${path} ${flag}`)).join('|')}) words=${quote(value.join(' '))} ;;`,
          ],
    ),
  );
  const free = all.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      value === 'any' ? flags.map((flag) => quote(`${path} ${flag}`)) : [],
    ),
  );
  const words = all.map(({ path, options, choices }) => {
    const names = commandsBelow(path, all).map(({ name }) => name);
    const flags = options.flatMap((option) => option.flags);
    return `      ${quote(path)}) words=${quote([...names, ...choices, ...flags].join(' '))} ;;`;
  });
  return `# Completion of eda for bash.
_eda() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} at= word words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${known.join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  COMPREPLY=()
  case "$at $previous" in
${values.join('\n')}
    ${free.join('|')}) return ;;
  esac
  if [ -z "$words" ]; then
    case "$at" in
${words.join('\n')}
    esac
  fi
  local IFS=' '
  COMPREPLY=($(compgen -W "$words" -- "$current" | tr '\\n' ' '))
}
complete -o bashdefault -o default -F _eda eda
`;
}
