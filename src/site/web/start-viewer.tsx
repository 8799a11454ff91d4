import { render } from 'preact';
import { type ViewedScene, Viewer, type ViewerControl } from './viewer.tsx';

/** Puts the picture that can be moved over the one that can't; undefined on pages without. */
export function startViewer(): ViewerControl | undefined {
  const host = document.querySelector<HTMLElement>('#viewer');
  const said = document.querySelector('#scene')?.textContent;
  if (host === null || said === null || said === undefined) return undefined;
  const viewed = JSON.parse(said) as ViewedScene;
  const live = document.createElement('div');
  live.className = 'live';
  host.append(live);
  host.classList.add('is-live');
  let control: ViewerControl | undefined;
  render(
    <Viewer
      {...viewed}
      onReady={(made) => {
        control = made;
      }}
    />,
    live,
  );
  return {
    select: (element) => control?.select(element) === true,
    onKey: (key) => control?.onKey(key) === true,
  };
}
