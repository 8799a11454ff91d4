import type { Box } from '../../draw/layout/layout.ts';
import { measureText } from '../../draw/scene/measure-text.ts';
import { fontSizes, type Scene, type SceneNode } from '../../draw/scene/scene.ts';
import { n } from '../../draw/scene/shapes.ts';
import {
  type DetailLevel,
  iconRoom,
  levelAt,
  smallestText,
  stepAt,
  textAt,
  titleAt,
} from './detail-level.ts';
import { boxOnScreen, type Size, touches, type Viewport } from './viewport.ts';

/** The marks of a scene in the page, in the order of its lists. */
export interface PictureParts {
  /** All of them are in it. */
  readonly layer: SVGGElement;
  readonly nodes: readonly SVGGElement[];
  readonly edges: readonly SVGGElement[];
  /** By the edge that they belong to. */
  readonly labels: ReadonlyMap<number, SVGGElement>;
  readonly groups: readonly SVGGElement[];
  readonly bundles: readonly SVGGElement[];
}

/** Finds the marks of a scene where they were put. */
export function partsOf(layer: SVGGElement): PictureParts {
  const pick = (selector: string): SVGGElement[] => [...layer.querySelectorAll<SVGGElement>(selector)];
  return {
    layer,
    nodes: pick('.eda-node'),
    edges: pick('.eda-edges > .eda-edge'),
    labels: new Map(pick('.eda-edge-label').map((element) => [Number(element.dataset.n), element])),
    groups: pick('.eda-group'),
    bundles: pick('.eda-bundle'),
  };
}

/**
 * Fits texts to the size at which they are seen: of what is on the screen or near it, and nothing twice. What lies
 * elsewhere is shown when it comes near, so that a large picture costs what of it is seen.
 */
export function createDetail(
  svg: SVGSVGElement,
  scene: Scene,
  { nodes, labels, groups, bundles }: PictureParts,
): (viewport: Viewport, screen: Size) => void {
  /** How each element was fitted last. */
  const fitted = new Map<SVGGElement, string>();
  const adjust = (
    element: SVGGElement | undefined,
    key: string,
    run: (element: SVGGElement) => void,
  ): void => {
    if (element === undefined || fitted.get(element) === key) return;
    fitted.set(element, key);
    run(element);
  };

  return (viewport, screen) => {
    const level = levelAt(viewport.k, scene);
    const step = stepAt(viewport.k);
    const key = `${level} ${step}`;
    if (svg.dataset.level !== level) svg.dataset.level = level;
    // And half as much on each side: so far a hand moves it before it is looked at again.
    const seen = boxOnScreen(viewport, screen, 0.5);
    for (const [index, group] of scene.groups.entries())
      if (touches(group, seen))
        adjust(groups[index], key, (element) => fitTitle(element, group, step, level));
    if (level === 'far') {
      for (const element of bundles)
        adjust(element, key, () => {
          // As wide on the screen as it was drawn, and shown as such whatever the size.
          const line = element.querySelector<SVGPathElement>('.eda-line');
          if (line !== null) line.style.strokeWidth = n(Number(line.getAttribute('stroke-width')) / step);
        });
      return;
    }
    // What has a plate of its own grows with it, around its middle.
    const grown = level === 'all' && step < 1 ? `scale(${n(1 / step)})` : '';
    for (const [index, node] of scene.nodes.entries())
      if (touches(node, seen))
        adjust(nodes[index], key, (element) => {
          element.dataset.level = level;
          fitTexts(element, node, step, level);
          for (const badge of element.querySelectorAll<SVGGElement>('g.eda-badge'))
            badge.style.transform = grown;
        });
    for (const [index, element] of labels) {
      const label = scene.edges[index]?.label;
      if (label === undefined || !touches({ x: label.x, y: label.y, width: 0, height: 0 }, seen)) continue;
      adjust(element, key, () => {
        element.dataset.level = level;
        element.style.transform = grown;
      });
    }
  };
}

/** Texts of a node at a size: names stand in the middle where they stand alone. */
function fitTexts(element: SVGGElement, node: SceneNode, step: number, level: DetailLevel): void {
  const elements = element.querySelectorAll<SVGTextElement>(':scope > text');
  const hasRows = node.texts.some(({ role }) => role === 'row');
  for (const [index, own] of node.texts.filter(({ text }) => text !== '').entries()) {
    const shown = elements[index];
    if (shown === undefined) continue;
    const { size, text } = textAt(node, own, step, level);
    if (shown.textContent !== text) shown.textContent = text;
    shown.style.fontSize = `${n(size)}px`;
    if (own.role !== 'name') continue;
    const isAlone = level === 'names' && !hasRows;
    shown.setAttribute('y', n(isAlone ? node.height / 2 + size * 0.35 : own.y));
    shown.setAttribute('x', n(level === 'names' ? own.x - iconRoom : own.x));
  }
}

function fitTitle(
  element: SVGGElement,
  group: Box & { readonly texts: SceneNode['texts'] },
  step: number,
  level: DetailLevel,
): void {
  const title = element.querySelector<SVGTextElement>('.eda-title');
  if (title === null) return;
  const text = group.texts[0]?.text ?? '';
  const placed = titleAt(text, group, step, level);
  title.style.display = placed === undefined ? 'none' : '';
  const isFar = level === 'far';
  const facts = element.querySelectorAll<SVGTextElement>('.eda-fact');
  for (const fact of facts) fact.style.display = placed === undefined ? 'none' : '';
  if (placed === undefined) return;
  const { size, y } = placed;
  if (title.textContent !== placed.text) title.textContent = placed.text;
  title.style.fontSize = `${n(size)}px`;
  for (const fact of facts) {
    fact.style.fontSize = `${n(Math.max(fontSizes.fact, smallestText / step))}px`;
    fact.setAttribute('x', n(16 + measureText(placed.text, size, 'bold') + 10));
    fact.setAttribute('y', n(y));
  }
  title.setAttribute('x', n(isFar ? group.width / 2 : 16));
  title.setAttribute('y', n(y));
  title.setAttribute('text-anchor', isFar ? 'middle' : 'start');
}
