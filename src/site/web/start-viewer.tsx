import { render } from 'preact';
import { type PackedScene, unpackScene } from '../../draw/scene/pack-scene.ts';
import { type ViewedScene, Viewer, type ViewerControl } from './viewer.tsx';

/** Puts the picture that can be moved over the one that can't; undefined on pages without. */
export function startViewer(): ViewerControl | undefined {
  const host = document.querySelector<HTMLElement>('#viewer');
  const said = document.querySelector('#scene')?.textContent;
  if (host === null || said === null || said === undefined) return undefined;
  const { scene, links } = JSON.parse(said) as Omit<ViewedScene, 'scene'> & { readonly scene: PackedScene };
  const live = document.createElement('div');
  live.className = 'live';
  host.append(live);
  host.classList.add('is-live');
  let control: ViewerControl | undefined;
  render(
    <Viewer
      scene={unpackScene(scene)}
      links={links}
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
