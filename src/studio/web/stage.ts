import type { Size, Viewport } from './viewport.ts';

/**
 * What a picture stands on: the browser moves and scales it as one image while a hand moves it, which costs next to
 * nothing however much is drawn, and draws it crisply where it comes to rest.
 */
export interface Stage {
  readonly svg: SVGSVGElement;
  /** Everything of the picture. */
  readonly layer: SVGGElement;
  readonly viewport: () => Viewport;
  resize(picture: Size): void;
  /** Shows it elsewhere, in the next frame. */
  put(next: Viewport): void;
  /** The same while a hand moves it: at rest once that stops. */
  glide(next: Viewport): void;
  close(): void;
}

export interface StageEvents {
  /** It was moved; once a frame. */
  readonly onMove: (viewport: Viewport) => void;
  /** It rests, or has come so far that what is seen has to be looked at again. */
  readonly onRest: (viewport: Viewport) => void;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Without a further move, a hand rests after so many ms. */
const restMs = 220;

/** An image that is scaled by more than this looks coarse. */
const mostGrowth = 2;

/** So many px of the screen it may be moved until it is looked at what came into sight. */
const longestWay = 400;

/** Puts an empty stage into an element that clips it. */
export function createStage(host: HTMLElement, { onMove, onRest }: StageEvents): Stage {
  const stage = document.createElement('div');
  stage.className = 'stage';
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('class', 'picture eda-picture');
  svg.setAttribute('aria-hidden', 'true');
  const layer = document.createElementNS(svgNamespace, 'g');
  svg.append(layer);
  stage.append(svg);
  host.append(stage);

  let viewport: Viewport = { x: 0, y: 0, k: 1 };
  /** Where it rested last. */
  let rested: Viewport = viewport;
  let isMoving = false;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const show = (): void => {
    frame = 0;
    if (!isMoving || isFar(viewport, rested)) rest();
    const { x, y, k } = viewport;
    stage.style.transform = `translate(${x.toFixed(1)}px,${y.toFixed(1)}px) scale(${k.toFixed(4)})`;
    onMove(viewport);
  };
  const rest = (): void => {
    isMoving = false;
    clearTimeout(timer);
    delete stage.dataset.moving;
    // Lines between two pixels are blurred.
    viewport = { ...viewport, x: Math.round(viewport.x), y: Math.round(viewport.y) };
    rested = viewport;
    onRest(viewport);
  };
  const schedule = (): void => {
    frame ||= requestAnimationFrame(show);
  };

  return {
    svg,
    layer,
    viewport: () => viewport,
    resize: ({ width, height }) => {
      svg.setAttribute('width', String(width));
      svg.setAttribute('height', String(height));
    },
    put: (next) => {
      viewport = next;
      isMoving = false;
      schedule();
    },
    glide: (next) => {
      viewport = next;
      if (!isMoving) stage.dataset.moving = '';
      isMoving = true;
      clearTimeout(timer);
      timer = setTimeout(() => {
        isMoving = false;
        schedule();
      }, restMs);
      schedule();
    },
    close: () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      stage.remove();
    },
  };
}

/** Where on a picture a place of the screen is, in px of the picture. */
export function placeOn(
  svg: SVGSVGElement,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): { readonly x: number; readonly y: number } {
  const { left, top } = svg.getBoundingClientRect();
  const k = scaleOf(svg);
  return { x: (clientX - left) / k, y: (clientY - top) / k };
}

/** How many times as large as it was drawn a picture is shown. */
export function scaleOf(svg: SVGSVGElement): number {
  return svg.getBoundingClientRect().width / svg.width.baseVal.value;
}

function isFar(now: Viewport, before: Viewport): boolean {
  const growth = now.k / before.k;
  if (growth > mostGrowth || growth < 1 / mostGrowth) return true;
  // Of what was in the middle of the screen; the corner alone moves far where the size changes.
  return growth === 1 && Math.max(Math.abs(now.x - before.x), Math.abs(now.y - before.y)) > longestWay;
}
