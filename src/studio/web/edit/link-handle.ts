import { elementOf } from '../../../draw/graph/graph.ts';
import type { Scene } from '../../../draw/scene/scene.ts';
import type { PictureParts } from '../picture-parts.ts';
import { placeOn } from '../stage.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * Puts a handle at the right of the thing that is selected: a line is drawn from it to something. Gives back what takes
 * it away. Whoever uses keys does the same with S and U.
 */
export function showLinkHandle(
  host: HTMLElement,
  scene: Scene,
  parts: PictureParts,
  selected: string,
  onLink: (from: string, to: string) => void,
): () => void {
  const index = scene.nodes.findIndex((one) => elementOf(one) === selected);
  const node = scene.nodes[index];
  const element = parts.nodes.at(index);
  if (node === undefined || element === undefined || !/^(service|external|event|command)$/.test(node.kind))
    return () => {};
  const handle = document.createElementNS(svgNamespace, 'circle');
  handle.setAttribute('class', 'link-handle');
  handle.setAttribute('r', '7');
  handle.setAttribute('cx', String(node.width + 6));
  handle.setAttribute('cy', String(node.height / 2));
  element.append(handle);
  const line = document.createElementNS(svgNamespace, 'line');
  line.setAttribute('class', 'link-line');
  const svg = parts.layer.ownerSVGElement;

  const idAt = ({ clientX, clientY }: PointerEvent): string | undefined => {
    const under = document.elementsFromPoint(clientX, clientY);
    if (!under.some((one) => host.contains(one))) return undefined;
    const hit = under.map((one) => one.closest<SVGGElement>('.eda-node')).find((one) => one !== null);
    if (hit !== undefined && hit !== null) {
      const found = scene.nodes[Number(hit.dataset.n)];
      return found === undefined ? '' : elementOf(found);
    }
    const box = under.map((one) => one.closest<SVGGElement>('.eda-group')).find((one) => one !== null);
    return box === undefined || box === null ? '' : (scene.groups[Number(box.dataset.n)]?.id ?? '');
  };
  handle.addEventListener('pointerdown', (event) => {
    event.stopPropagation();
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    line.setAttribute('x1', String(node.x + node.width));
    line.setAttribute('y1', String(node.y + node.height / 2));
    line.setAttribute('x2', String(node.x + node.width));
    line.setAttribute('y2', String(node.y + node.height / 2));
    svg?.firstElementChild?.append(line);
  });
  handle.addEventListener('pointermove', (event) => {
    if (!line.isConnected || svg === null) return;
    const at = placeOn(svg, event);
    line.setAttribute('x2', String(at.x));
    line.setAttribute('y2', String(at.y));
  });
  handle.addEventListener('pointerup', (event) => {
    if (!line.isConnected) return;
    line.remove();
    // A handle that was only pressed draws no line.
    const to = idAt(event);
    if (to !== undefined && to !== selected) onLink(selected, to);
  });
  handle.addEventListener('pointercancel', () => line.remove());
  // The click that ends a line chooses nothing.
  handle.addEventListener('click', (event) => event.stopPropagation());
  return () => {
    handle.remove();
    line.remove();
  };
}
