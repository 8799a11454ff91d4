import { escapeXml } from '../../src/draw/svg/escape-xml.ts';

/** What happens in a terminal: somebody types, the program prints. Colours are ANSI codes. */
export interface CastStep {
  /** A command, or a remark that begins with `#`. */
  readonly typed: string;
  readonly printed: string;
}

/** Columns and rows in pixels; the widest of the usual fonts has 0.602 of its size as the width of a letter. */
const size = 13;
const column = size * 0.602;
const row = 18;
const margin = 16;

/** In seconds: a letter typed, until the answer comes, between two lines of it, until the next command. */
const pace = { letter: 0.035, answer: 0.35, line: 0.04, rest: 1.3 };

const colours: { readonly [code: string]: string } = {
  31: '#ff8b85',
  32: '#7ee2a0',
  33: '#f2c268',
  34: '#8fb8ff',
  35: '#d7a6ff',
  36: '#7fd6e8',
};

/**
 * A terminal as an SVG that plays once. Whoever asks for less motion, prints or draws without animation sees its end.
 * @param title what it shows, for those who hear it
 */
export function printCast(title: string, steps: readonly CastStep[]): string {
  const lines: string[] = [];
  let time = 0.4;
  let columns = 0;
  const at = (): string => `x="${margin}" y="${margin + size + lines.length * row}"`;
  const show = (line: string, delay: number): void => {
    columns = Math.max(columns, withoutColour(line).length);
    lines.push(
      `<text ${at()} class="shown" style="animation-delay:${seconds(delay)}">${printLine(line)}</text>`,
    );
  };
  for (const { typed, printed } of steps) {
    const isRemark = typed.startsWith('#');
    const text = isRemark ? typed : `$ ${typed}`;
    columns = Math.max(columns, text.length);
    const takes = typed.length * pace.letter;
    lines.push(
      `<text ${at()} class="${isRemark ? 'dim typed' : 'typed'}" style="animation-duration:${seconds(takes)};animation-timing-function:steps(${typed.length});animation-delay:${seconds(time)}">${escapeXml(text)}</text>`,
    );
    time += takes + pace.answer;
    for (const line of printed.trimEnd().split('\n')) {
      if (printed !== '') show(line, time);
      time += pace.line;
    }
    show('', time);
    time += pace.rest;
  }
  lines.pop();
  const width = Math.ceil(columns * column) + 2 * margin;
  const height = lines.length * row + 2 * margin;
  const told = steps
    .map(({ typed, printed }) => `$ ${typed}\n${withoutColour(printed).trimEnd()}`)
    .join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title told">
<title id="title">${escapeXml(title)}</title>
<desc id="told">${escapeXml(told)}</desc>
<style>
text { font: ${size}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #e4e9f1; white-space: pre }
.dim { fill: #9aa6b8 }
.bold { font-weight: 700 }
${Object.entries(colours)
  .map(([code, colour]) => `.c${code} { fill: ${colour} }`)
  .join('\n')}
.shown { animation: show 1ms both }
.typed { animation: type 1s both }
@keyframes show { from { visibility: hidden } }
@keyframes type { from { clip-path: inset(0 100% 0 0) } to { clip-path: inset(0 -1px 0 0) } }
@media (prefers-reduced-motion: reduce), print { text { animation: none !important } }
</style>
<rect width="100%" height="100%" rx="8" fill="#131a24"/>
${lines.join('\n')}
</svg>
`;
}

/** The text of a terminal without its colours. */
export function withoutColour(text: string): string {
  return text.replace(ansi, '');
}

/** Escape sequences of colours. */
const control = '\u001b';
const ansi = new RegExp(`${control}\\[([\\d;]*)m`, 'g');

/** A line in spans of one colour each. */
function printLine(line: string): string {
  let printed = '';
  let from = 0;
  let style: Style = {};
  const add = (to: number): void => {
    if (to === from) return;
    const names = [style.colour, style.dim && 'dim', style.bold && 'bold'].filter(Boolean).join(' ');
    const text = escapeXml(line.slice(from, to));
    printed += names === '' ? text : `<tspan class="${names}">${text}</tspan>`;
  };
  for (const match of line.matchAll(ansi)) {
    add(match.index);
    from = match.index + match[0].length;
    for (const code of (match[1] ?? '').split(';')) style = styled(style, code);
  }
  add(line.length);
  return printed;
}

interface Style {
  readonly colour?: string;
  readonly dim?: boolean;
  readonly bold?: boolean;
}

/** What an ANSI code makes of a style. Those of the program's own colours are known; every other ends all. */
function styled(style: Style, code: string): Style {
  if (code === '1') return { ...style, bold: true };
  if (code === '2') return { ...style, dim: true };
  if (code === '22') return { ...style, bold: false, dim: false };
  const { colour: _, ...plain } = style;
  if (code in colours) return { ...plain, colour: `c${code}` };
  if (code === '39') return plain;
  return {};
}

function seconds(time: number): string {
  return `${Math.round(time * 100) / 100}s`;
}
