import { type Viewport, zoomAt } from './viewport.ts';

/** Wheel and pinch zoom at the pointer, a drag or two fingers on a pad move. Gives back what ends that. */
export function listenForGestures(
  host: HTMLElement,
  current: () => Viewport,
  move: (next: Viewport) => void,
): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const pointers = new Map<number, { x: number; y: number }>();
  const at = (event: { clientX: number; clientY: number }): { x: number; y: number } => {
    const box = host.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  host.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { x, y } = at(event);
      // A pinch on a pad comes as a wheel with Ctrl; a mouse's wheel moves in whole steps.
      const isZoom =
        event.ctrlKey ||
        event.metaKey ||
        (event.deltaX === 0 && Number.isInteger(event.deltaY) && Math.abs(event.deltaY) >= 50);
      const viewport = current();
      if (isZoom) move(zoomAt(viewport, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), x, y));
      else move({ ...viewport, x: viewport.x - event.deltaX, y: viewport.y - event.deltaY });
    },
    { passive: false, signal },
  );
  host.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button > 1) return;
      pointers.set(event.pointerId, at(event));
    },
    { signal },
  );
  host.addEventListener(
    'pointermove',
    (event) => {
      const before = pointers.get(event.pointerId);
      if (before === undefined) return;
      const now = at(event);
      const viewport = current();
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      if (other === undefined) {
        const isMoved = host.classList.contains('is-dragged');
        if (!isMoved && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
        host.classList.add('is-dragged');
        host.setPointerCapture(event.pointerId);
        move({ ...viewport, x: viewport.x + now.x - before.x, y: viewport.y + now.y - before.y });
      } else {
        const factor =
          Math.hypot(now.x - other.x, now.y - other.y) / Math.hypot(before.x - other.x, before.y - other.y);
        if (Number.isFinite(factor))
          move(zoomAt(viewport, factor, (now.x + other.x) / 2, (now.y + other.y) / 2));
      }
      pointers.set(event.pointerId, now);
    },
    { signal },
  );
  const release = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
    // The click that follows a drag means nothing.
    setTimeout(() => host.classList.remove('is-dragged'));
  };
  host.addEventListener('pointerup', release, { signal });
  host.addEventListener('pointercancel', release, { signal });
  return () => stop.abort();
}
