import { lineWidth } from '../../print/literal.ts';

/** Prints `start(parameters)end`; each parameter gets a line of its own where one line is too short. */
export function printSignature(
  start: string,
  parameters: readonly string[],
  end: string,
  indent = 0,
): string {
  const pad = ' '.repeat(indent);
  const line = `${pad}${start}(${parameters.join(', ')})${end}`;
  if (line.length <= lineWidth || parameters.length === 0) return line;
  // Behind a rest parameter there is no comma.
  const lines = parameters
    .map((parameter) => `${pad}  ${parameter}${parameter.startsWith('...') ? '' : ','}\n`)
    .join('');
  return `${pad}${start}(\n${lines}${pad})${end}`;
}
