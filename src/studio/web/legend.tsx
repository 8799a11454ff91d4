import { icons } from '../../draw/scene/icons.ts';
import type { Scene } from '../../draw/scene/scene.ts';
import { edgeWord, edgeWords, nodeWords } from '../../draw/svg/legend.ts';
import type { PageState } from './page-state.ts';

/** What the marks mean; a kind of node is shown and hidden here. */
export function Legend({
  scene,
  state,
  change,
}: {
  readonly scene: Scene;
  readonly state: PageState;
  readonly change: (part: Partial<PageState>) => void;
}) {
  const kinds = new Set<string>(scene.nodes.map(({ kind, of }) => of ?? kind));
  const ways = new Set<string>(scene.edges.map(({ kind }) => kind));
  const toggled = (kind: string): readonly string[] =>
    state.hidden.includes(kind) ? state.hidden.filter((one) => one !== kind) : [...state.hidden, kind];
  if (kinds.size + ways.size + state.hidden.length === 0) return null;
  return (
    <section class="legend" aria-label="Legend">
      <h2>Shown</h2>
      <ul>
        {nodeWords
          .filter(([kind]) => kinds.has(kind) || state.hidden.includes(kind))
          .map(([kind, word]) => (
            <li key={kind}>
              <label>
                <input
                  type="checkbox"
                  checked={!state.hidden.includes(kind)}
                  onChange={() => change({ hidden: toggled(kind) })}
                />
                <svg
                  viewBox="0 0 14 14"
                  width="14"
                  height="14"
                  aria-hidden="true"
                  class={`eda-node eda-${kind}`}
                >
                  <path class="eda-icon" d={icons[kind]} />
                </svg>
                {word}
              </label>
            </li>
          ))}
      </ul>
      <ul>
        {edgeWords
          .filter(([kind]) => ways.has(kind))
          .map(([kind]) => (
            <li key={kind}>
              <svg viewBox="0 0 30 8" width="30" height="8" aria-hidden="true" class={`eda-edge eda-${kind}`}>
                <path class="eda-line" d={kind === 'relation' ? 'M0 4H30' : 'M0 4H23'} />
                {kind === 'relation' ? null : <path class="eda-arrow" d="M30 4L22 .5V7.5Z" />}
              </svg>
              {edgeWord(kind, scene.view)}
            </li>
          ))}
      </ul>
    </section>
  );
}
