import { elementOf } from '../../../draw/graph/graph.ts';
import { curveBetween } from '../../../draw/layout/curve-between.ts';
import type { Scene, SceneNode } from '../../../draw/scene/scene.ts';
import { n } from '../../../draw/scene/shapes.ts';
import type { LiveEdge, LiveFrame } from '../../api.ts';
import type { PictureParts } from '../picture-parts.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';

/** The running system drawn over a picture: what flows, what fails, what waits. */
export interface LiveOverlay {
  show(frame: LiveFrame): void;
  close(): void;
}

/** No more dots are under way at a time; they are a sample, numbers tell the rest. */
const mostDots = 40;
const dotMs = 1100;

/**
 * Draws over a picture; gone with `close`. Where people want less motion, numbers alone change. An edge
 * that is seen and not designed is drawn as a wave between its ends; `onDrift` is told where one is pressed.
 */
export function createLiveOverlay(
  scene: Scene,
  { layer, nodes, edges }: PictureParts,
  onDrift: (edge: LiveEdge) => void,
): LiveOverlay {
  const group = document.createElementNS(svgNamespace, 'g');
  group.setAttribute('class', 'live-layer');
  layer.append(group);
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const drifts = new Map<string, SVGGElement>();
  const chips = new Map<number, SVGTextElement>();
  /** Nodes that were told of something that waits there. */
  const badged = new Set<number>();
  const dots: { readonly path: SVGPathElement; readonly circle: SVGCircleElement; readonly begun: number }[] =
    [];
  let frame = 0;

  const shownBy = (id: string): string => elementOf(scene.nodes.find((one) => one.id === id) ?? { id });
  const indexes = new Map(
    scene.edges.map((edge, index) => [`${shownBy(edge.from)} ${shownBy(edge.to)}`, index]),
  );
  const nodeOf = (id: string): SceneNode | undefined => scene.nodes.find((one) => elementOf(one) === id);

  const move = (now: number): void => {
    frame = 0;
    for (const dot of [...dots]) {
      const share = (now - dot.begun) / dotMs;
      if (share >= 1) {
        dot.circle.remove();
        dots.splice(dots.indexOf(dot), 1);
        continue;
      }
      const { x, y } = dot.path.getPointAtLength(dot.path.getTotalLength() * Math.max(0, share));
      dot.circle.setAttribute('cx', n(x));
      dot.circle.setAttribute('cy', n(y));
      dot.circle.classList.remove('is-before');
    }
    if (dots.length > 0) frame = requestAnimationFrame(move);
  };
  const send = (path: SVGPathElement, count: number, failed: boolean): void => {
    if (isCalm) return;
    for (let index = 0; index < Math.min(count, 4) && dots.length < mostDots; index++) {
      const circle = document.createElementNS(svgNamespace, 'circle');
      circle.setAttribute('class', `live-dot is-before${failed ? ' is-failed' : ''}`);
      circle.setAttribute('r', '5');
      group.append(circle);
      dots.push({ path, circle, begun: performance.now() + index * 140 });
    }
    frame ||= requestAnimationFrame(move);
  };

  const drawDrift = (edge: LiveEdge): SVGPathElement | undefined => {
    const key = `${edge.from} ${edge.to}`;
    const known = drifts.get(key)?.querySelector('path');
    if (known != null) return known;
    const [from, to] = [nodeOf(edge.from), nodeOf(edge.to)];
    if (from === undefined || to === undefined) return undefined;
    const [a, b, c, d] = curveBetween(from, to);
    if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
    const path = document.createElementNS(svgNamespace, 'path');
    path.setAttribute(
      'd',
      `M${n(a.x)} ${n(a.y)}C${[b, c, d].map(({ x, y }) => `${n(x)} ${n(y)}`).join(' ')}`,
    );
    const drawn = document.createElementNS(svgNamespace, 'g');
    drawn.setAttribute('class', 'live-drift');
    const title = document.createElementNS(svgNamespace, 'title');
    title.textContent = `seen, and not designed: ${edge.from.replace(/^\w+:/, '')} to ${edge.to.replace(/^\w+:/, '')}`;
    drawn.append(title, path);
    drawn.addEventListener('click', (event) => {
      event.stopPropagation();
      onDrift(edge);
    });
    group.append(drawn);
    drifts.set(key, drawn);
    return path;
  };

  const label = (index: number, text: string, isBad: boolean): void => {
    let chip = chips.get(index);
    if (chip === undefined) {
      if (text === '') return;
      chip = document.createElementNS(svgNamespace, 'text');
      const path = edges.at(index)?.querySelector<SVGPathElement>('.eda-line');
      const at = path?.getPointAtLength(path.getTotalLength() / 2);
      chip.setAttribute('x', n(at?.x ?? 0));
      chip.setAttribute('y', n((at?.y ?? 0) - 5));
      chip.setAttribute('text-anchor', 'middle');
      group.append(chip);
      chips.set(index, chip);
    }
    chip.setAttribute('class', `live-chip${isBad ? ' is-bad' : ''}`);
    chip.textContent = text;
  };

  const badge = (node: SVGGElement, sceneNode: SceneNode, texts: readonly string[]): void => {
    let shown = node.querySelector<SVGTextElement>('.live-badge');
    if (texts.length === 0) {
      shown?.remove();
      return;
    }
    if (shown === null) {
      shown = document.createElementNS(svgNamespace, 'text');
      shown.setAttribute('class', 'live-badge');
      shown.setAttribute('x', n(sceneNode.width / 2));
      shown.setAttribute('y', n(sceneNode.height + 14));
      shown.setAttribute('text-anchor', 'middle');
      node.append(shown);
    }
    shown.textContent = texts.join(' · ');
  };

  return {
    show: ({ edges: live, services }) => {
      const told = new Set<number>();
      for (const edge of live) {
        const index = indexes.get(`${edge.from} ${edge.to}`);
        if (index === undefined) {
          const path = edge.isDesigned ? undefined : drawDrift(edge);
          if (path !== undefined) send(path, edge.fresh, edge.failed > 0);
          continue;
        }
        told.add(index);
        const isBad = edge.failed + edge.dead > 0;
        const drawn = edges.at(index);
        drawn?.classList.toggle('is-live', edge.rate > 0 || edge.fresh > 0);
        drawn?.classList.toggle('is-failing', isBad);
        label(index, textOf(edge), isBad);
        const path = drawn?.querySelector<SVGPathElement>('.eda-line');
        if (path != null) send(path, edge.fresh, isBad);
      }
      for (const index of chips.keys()) if (!told.has(index)) label(index, '', false);
      for (const [index, sceneNode] of scene.nodes.entries()) {
        const own = services.find(({ service }) => `service:${service}` === elementOf(sceneNode));
        const waiting = own === undefined ? [] : waitingAt(own);
        if (waiting.length === 0 && !badged.has(index)) continue;
        badged.add(index);
        const node = nodes.at(index);
        if (node !== undefined) badge(node, sceneNode, waiting);
      }
    },
    close: () => {
      cancelAnimationFrame(frame);
      group.remove();
      for (const [, node] of nodes.made()) node.querySelector('.live-badge')?.remove();
      for (const [, edge] of edges.made()) edge.classList.remove('is-live', 'is-failing');
    },
  };
}

function waitingAt({ waiting, parked, deadLetters }: LiveFrame['services'][number]): readonly string[] {
  return [
    ...(waiting > 0 ? [`${waiting} in the outbox`] : []),
    ...(parked > 0 ? [`${parked} parked`] : []),
    ...(deadLetters > 0 ? [`${deadLetters} dead ${deadLetters === 1 ? 'letter' : 'letters'}`] : []),
  ];
}

function textOf({ rate, failed, dead }: LiveEdge): string {
  return [
    ...(rate > 0 ? [`${rate}/s`] : []),
    ...(failed > 0 ? [`✗ ${failed}`] : []),
    ...(dead > 0 ? [`† ${dead}`] : []),
  ].join(' ');
}
