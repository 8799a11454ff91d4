import { elementOf } from '../../../draw/graph/graph.ts';
import { groupPadding } from '../../../draw/layout/dot-text.ts';
import { sceneMargin } from '../../../draw/scene/build-scene.ts';
import type { Scene, SceneNode } from '../../../draw/scene/scene.ts';
import { n } from '../../../draw/scene/shapes.ts';
import type { PictureParts } from '../picture-parts.ts';
import { scaleOf } from '../stage.ts';

/** Where everything in a picture stands, as a layout file keeps it. */
export type Positions = { readonly [node: string]: readonly [x: number, y: number] };

export interface ArrangeOptions {
  readonly selected: () => string;
  /** False: so far the layout decides, and with the first move everything stays where it stands. */
  readonly isArranged: boolean;
  /** Where things were put that the picture does not show there yet; kept from one picture to the next. */
  readonly ahead: Map<string, readonly [x: number, y: number]>;
  readonly onMoved: (positions: Positions) => void;
}

/**
 * Lets things be dragged to where a person wants them, and moved by Shift and arrows. Gives back what ends that. Moves
 * follow one another faster than pictures do: each goes on from where the last one ended.
 */
export function letArrange(
  host: HTMLElement,
  scene: Scene,
  parts: PictureParts,
  { selected, isArranged, ahead, onMoved }: ArrangeOptions,
): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const svg = host.querySelector<SVGSVGElement>('.picture');
  let dragged: { readonly index: number; readonly x: number; readonly y: number } | undefined;
  let by = { x: 0, y: 0 };

  const placeOf = (node: SceneNode): readonly [x: number, y: number] =>
    ahead.get(node.id) ?? [Math.round(node.x - sceneMargin), Math.round(node.y - sceneMargin)];
  for (const node of scene.nodes) {
    const [x, y] = ahead.get(node.id) ?? [];
    if (x === Math.round(node.x - sceneMargin) && y === Math.round(node.y - sceneMargin))
      ahead.delete(node.id);
  }
  const move = (index: number, dx: number, dy: number): void => {
    const node = scene.nodes[index];
    if (node === undefined) return;
    const [x, y] = placeOf(node);
    // Further left or up there is no picture: its corner would move, and everything with it.
    const at = [Math.max(groupPadding.side, x + dx), Math.max(groupPadding.top, y + dy)] as const;
    ahead.set(node.id, [Math.round(at[0]), Math.round(at[1])]);
    const told = isArranged ? [node] : scene.nodes;
    onMoved(Object.fromEntries(told.map((one) => [one.id, placeOf(one)])));
  };
  const show = (index: number, node: SceneNode, dx: number, dy: number): void => {
    parts.nodes.at(index)?.setAttribute('transform', `translate(${n(node.x + dx)} ${n(node.y + dy)})`);
    // Edges get their new ways with the next picture.
    for (const [place, element] of [...parts.edges.made(), ...parts.labels.made()]) {
      const edge = scene.edges[place];
      element.classList.toggle('is-dimmed', edge?.from === node.id || edge?.to === node.id);
    }
  };

  host.classList.add('is-arranging');
  host.addEventListener(
    'pointerdown',
    (event) => {
      const hit = event.target instanceof Element ? event.target.closest<SVGGElement>('.eda-node') : null;
      if (hit === null || event.button !== 0) return;
      // Before the picture takes it for a drag of its own.
      event.stopImmediatePropagation();
      dragged = { index: Number(hit.dataset.n), x: event.clientX, y: event.clientY };
      by = { x: 0, y: 0 };
      host.setPointerCapture(event.pointerId);
    },
    { signal, capture: true },
  );
  host.addEventListener(
    'pointermove',
    (event) => {
      const node = dragged === undefined ? undefined : scene.nodes[dragged.index];
      if (dragged === undefined || node === undefined) return;
      event.stopImmediatePropagation();
      const k = svg === null ? 1 : scaleOf(svg);
      by = { x: (event.clientX - dragged.x) / k, y: (event.clientY - dragged.y) / k };
      if (Math.hypot(by.x, by.y) * k >= 4) show(dragged.index, node, by.x, by.y);
    },
    { signal, capture: true },
  );
  const end = (event: PointerEvent): void => {
    if (dragged === undefined) return;
    const { index } = dragged;
    dragged = undefined;
    if (event.type !== 'pointerup' || Math.hypot(by.x, by.y) < 2) return;
    // The click that follows a drag means nothing.
    host.classList.add('is-dragged');
    setTimeout(() => host.classList.remove('is-dragged'));
    move(index, by.x, by.y);
  };
  host.addEventListener('pointerup', end, { signal, capture: true });
  host.addEventListener('pointercancel', end, { signal, capture: true });
  host.addEventListener(
    'keydown',
    (event) => {
      const step = event.shiftKey ? steps[event.key] : undefined;
      const index = scene.nodes.findIndex((one) => elementOf(one) === selected());
      if (step === undefined || index === -1) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      move(index, step[0], step[1]);
    },
    { signal, capture: true },
  );
  return () => {
    stop.abort();
    host.classList.remove('is-arranging');
  };
}

const steps: { readonly [key: string]: readonly [x: number, y: number] | undefined } = {
  ArrowLeft: [-16, 0],
  ArrowRight: [16, 0],
  ArrowUp: [0, -16],
  ArrowDown: [0, 16],
};
