import type { EdgeKind, NodeKind, ViewId } from '../graph/graph.ts';
import { iconSize, icons } from '../scene/icons.ts';
import { measureText } from '../scene/measure-text.ts';
import { fontSizes, type Scene } from '../scene/scene.ts';
import { n } from '../scene/shapes.ts';

export interface Legend {
  readonly width: number;
  readonly height: number;
  /** SVG marks, from the legend's upper left corner. */
  readonly marks: string;
}

/** What the marks of nodes mean, in the order in which they are told. */
export const nodeWords: readonly (readonly [kind: Exclude<NodeKind, 'reference' | 'start'>, word: string])[] =
  [
    ['service', 'service'],
    ['external', 'external system'],
    ['event', 'event'],
    ['command', 'command'],
    ['topic', 'topic'],
    ['deadLetter', 'dead letter'],
    ['projection', 'projection'],
    ['saga', 'saga'],
    ['step', 'step'],
    ['undo', 'undoing'],
    ['schema', 'schema'],
    ['table', 'table'],
  ];

/** What the lines mean. */
export const edgeWords: readonly (readonly [kind: EdgeKind, word: string])[] = [
  ['publish', 'publishes'],
  ['deliver', 'delivered to'],
  ['command', 'commands'],
  ['call', 'calls'],
  ['deadLetter', 'given up to'],
  ['step', 'then'],
  ['compensate', 'undone by'],
  ['timeout', 'after a timeout'],
  ['relation', 'keeps'],
];

/** What a line means in a view. */
export function edgeWord(kind: EdgeKind, view: ViewId): string {
  if (kind === 'relation' && view === 'data') return 'refers to';
  if (kind === 'deliver' && view === 'data') return 'fills';
  return edgeWords.find(([known]) => known === kind)?.[1] ?? kind;
}

const line = 26;
const gap = 22;

/** What the marks of a picture mean: those alone that it has, in as many lines as its width needs. */
export function legendOf(scene: Scene): Legend {
  const kinds = new Set(scene.nodes.map(({ kind, of }) => of ?? kind));
  const ways = new Set(scene.edges.map(({ kind }) => kind));
  const items = [
    ...nodeWords
      .filter(([kind]) => kinds.has(kind))
      .map(([kind, word]) => ({
        word,
        before: iconSize + 6,
        mark: `<g class="eda-node eda-${kind}"><path class="eda-icon" d="${icons[kind]}" transform="translate(0 -11)"/></g>`,
      })),
    ...edgeWords
      .filter(([kind]) => ways.has(kind))
      .map(([kind]) => ({
        word: edgeWord(kind, scene.view),
        before: 34,
        mark: `<g class="eda-edge eda-${kind}"><path class="eda-line" d="M0 -4H${kind === 'relation' ? 28 : 22}"/>${kind === 'relation' ? '' : '<path class="eda-arrow" d="M28 -4L20 -7.5V-.5Z"/>'}</g>`,
      })),
  ];
  if (items.length < 2) return { width: 0, height: 0, marks: '' };
  const room = Math.max(scene.width, 360) - 48;
  let x = 0;
  let row = 0;
  let widest = 0;
  const marks: string[] = [];
  for (const { word, before, mark } of items) {
    const width = before + measureText(word, fontSizes.label, 'regular');
    if (x > 0 && x + width > room) {
      x = 0;
      row += 1;
    }
    marks.push(
      `<g transform="translate(${n(24 + x)} ${n(8 + row * line)})">${mark}<text class="eda-label" x="${n(before)}" y="0">${word}</text></g>`,
    );
    x += width + gap;
    widest = Math.max(widest, x - gap);
  }
  return { width: widest + 48, height: (row + 1) * line, marks: marks.join('') };
}
