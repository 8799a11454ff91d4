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
import type { PictureParts } from './picture-parts.ts';
import { boxOnScreen, type Size, touches, type Viewport } from './viewport.ts';

/**
 * Fits a picture to the size at which it is seen: of what is on the screen or near it, and nothing twice. What lies elsewhere,
 * or is too small to be told, is not in the document until it comes near, so that a large picture costs what of it is
 * seen: browsers keep, and lay out again at each size, what of an SVG is hidden.
 */
export function createDetail(
  svg: SVGSVGElement,
  scene: Scene,
  { nodes, drawnIn, edges, labels, groups, bundles }: PictureParts,
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
  const { parentNode: bundleLayer = null } = bundles[0] ?? {};
  // The more of them lie on one another, the paler is each.
  svg.style.setProperty('--bundle-opacity', String(Math.max(0.15, Math.min(0.55, 60 / bundles.length))));
  /** What edges take up; found out where the first of them is shown. */
  let edgeBoxes: readonly Box[] | undefined;

  return (viewport, screen) => {
    const level = levelAt(viewport.k, scene);
    const step = stepAt(viewport.k);
    const key = `${level} ${step}`;
    if (svg.dataset.level !== level) svg.dataset.level = level;
    // What is drawn over the picture stays as large on the screen.
    const size = n(Math.max(1, 1 / step));
    if (svg.style.getPropertyValue('--grown') !== size) svg.style.setProperty('--grown', size);
    // And half as much on each side: so far a hand moves it before it is looked at again.
    const seen = boxOnScreen(viewport, screen, 0.5);
    for (const [index, group] of scene.groups.entries())
      if (touches(group, seen))
        adjust(groups[index], key, (element) => fitTitle(element, group, step, level));
    const isFar = level === 'far';
    for (const bundle of bundles) {
      if (isFar)
        adjust(bundle, key, () => {
          // As wide on the screen as it was drawn, and shown as such whatever the size.
          for (const line of bundle.querySelectorAll<SVGPathElement>('.eda-line'))
            line.style.strokeWidth = n(Number(line.getAttribute('stroke-width')) / step);
        });
      if (isFar && bundle.parentNode === null) bundleLayer?.append(bundle);
      else if (!isFar) bundle.remove();
    }
    // What has a plate of its own grows with it, around its middle.
    const grown = level === 'all' && step < 1 ? `scale(${n(1 / step)})` : '';
    // No box tells of what stands in none.
    const near = placesOf(scene.nodes, (node) => (!isFar || node.group === undefined) && touches(node, seen));
    nodes.show(near);
    for (const place of near) {
      const node = scene.nodes[place];
      if (node === undefined) continue;
      adjust(nodes.at(place), key, (element) => {
        showDetail(element, drawnIn(place), level);
        fitTexts(drawnIn(place), node, step, level);
        for (const badge of element.querySelectorAll<SVGGElement>('g.eda-badge'))
          badge.style.transform = grown;
      });
    }
    if (isFar) {
      for (const marks of [edges, labels]) marks.show([]);
      return;
    }
    edgeBoxes ??= scene.edges.map(({ path }) => boxOfPath(path));
    edges.show(placesOf(edgeBoxes, (box) => touches(box, seen)));
    const told = placesOf(
      scene.edges,
      ({ label }) =>
        level === 'all' &&
        label !== undefined &&
        touches({ x: label.x, y: label.y, width: 0, height: 0 }, seen),
    );
    labels.show(told);
    for (const place of told)
      adjust(labels.at(place), key, (element) => {
        element.style.transform = grown;
      });
  };
}

/** The places of a list at which something holds. */
function placesOf<T>(list: readonly T[], holds: (one: T) => boolean): number[] {
  return list.flatMap((one, place) => (holds(one) ? [place] : []));
}

/** What of a node is told at full detail alone. */
const details = '.eda-icon, .eda-fact, .eda-badge, .eda-row, .eda-type, .eda-more';

/** Puts into a node what of it is told at a level, before the marks that it was given. */
function showDetail(element: SVGGElement, drawn: readonly Element[], level: DetailLevel): void {
  if (level !== 'all') for (const part of drawn) if (part.matches(details)) part.remove();
  if (level === 'all' && drawn.some((part) => part.parentNode === null)) element.prepend(...drawn);
}

/** The box around all points of a path: its curves stay within it. */
function boxOfPath(path: string): Box {
  const numbers = (path.match(/-?[\d.]+/g) ?? []).map(Number);
  const xs = numbers.filter((_, index) => index % 2 === 0);
  const ys = numbers.filter((_, index) => index % 2 === 1);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** Texts of a node at a size: names stand in the middle where they stand alone. */
function fitTexts(drawn: readonly Element[], node: SceneNode, step: number, level: DetailLevel): void {
  const elements = drawn.filter((part) => part instanceof SVGTextElement);
  const hasRows = node.texts.some(({ role }) => role === 'row');
  for (const [index, own] of node.texts.filter(({ text }) => text !== '').entries()) {
    const shown = elements[index];
    // Names alone are told, and the rest is taken out.
    if (shown === undefined || (level !== 'all' && own.role !== 'name')) continue;
    const { size, text } = textAt(node, own, step, level);
    if (shown.textContent !== text) shown.textContent = text;
    shown.style.fontSize = `${n(size)}px`;
    if (own.role !== 'name') continue;
    const isName = level !== 'all';
    // Of a table it stands below the line at its top, however large.
    const y = isName && !hasRows ? node.height / 2 + size * 0.35 : isName ? Math.max(own.y, 9 + size) : own.y;
    shown.setAttribute('y', n(y));
    shown.setAttribute('x', n(isName ? own.x - iconRoom : own.x));
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
