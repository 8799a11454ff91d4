import { type CompletedCommand, commandsBelow, stepTo } from './command-tree.ts';
import { quoteForFish as quote } from './quote.ts';

/** A script for fish; names come with what they do, and files where a command takes any. */
export function fishCompletion(all: readonly CompletedCommand[]): string {
  const known = all.filter(({ path }) => path !== '').map(({ path }) => quote(stepTo(path)));
  const lines = all.flatMap(({ path, options, choices }) => {
    const when = `complete -c eda -n ${quote(`__eda_at ${quote(path)}`)}`;
    const below = commandsBelow(path, all);
    return [
      ...below.map(({ name, description }) => `${when} -f -a ${quote(name)} -d ${quote(description)}`),
      ...(choices.length > 0 ? [`${when} -f -a ${quote(choices.join(' '))}`] : []),
      ...options.map(({ flags, description, value }) => {
        const names = flags.map((flag) =>
          flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
        );
        const takes = value === 'none' ? '' : value === 'any' ? ' -r' : ` -x -a ${quote(value.join(' '))}`;
        return `${when} ${names.join(' ')}${takes} -d ${quote(description)}`;
      }),
    ];
  });
  return `# Completion of eda for fish.
function __eda_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch "$at $word"
            case ${known.join(' ')}
                set at (string trim "$at $word")
        end
    end
    test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}
