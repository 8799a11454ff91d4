import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ElementDetail, StudioDesign, StudioImpact, StudioScene } from '../api.ts';
import { type Failure, getDesign, getElement, getImpact, getScene, listenForChanges } from './api-client.ts';
import { type PageState, printPageState, readPageState } from './page-state.ts';

/** What the page shows, and what it was asked for. */
export interface StudioPage {
  readonly state: PageState;
  readonly change: (part: Partial<PageState>) => void;
  readonly design: StudioDesign | undefined;
  readonly shown: StudioScene | undefined;
  readonly detail: ElementDetail | undefined;
  readonly impact: StudioImpact | undefined;
  readonly failure: Failure | undefined;
  /** False: the server is away; what is shown is how it was. */
  readonly isConnected: boolean;
}

/** Keeps the page in step with the address and with the design on disk. */
export function useStudio(): StudioPage {
  const [state, setState] = useState(() => readPageState(location.search));
  const [design, setDesign] = useState<StudioDesign>();
  const [shown, setShown] = useState<StudioScene>();
  const [detail, setDetail] = useState<ElementDetail>();
  const [impact, setImpact] = useState<StudioImpact>();
  const [failure, setFailure] = useState<Failure>();
  const [isConnected, setConnected] = useState(true);
  const revision = design?.revision ?? '';

  const change = useCallback((part: Partial<PageState>) => {
    setState((before) => {
      const next = { ...before, ...part };
      const search = printPageState(next);
      if (search !== printPageState(before))
        history.pushState(null, '', search === '' ? location.pathname : `?${search}`);
      return next;
    });
  }, []);

  useEffect(() => {
    const goBack = (): void => setState(readPageState(location.search));
    addEventListener('popstate', goBack);
    return () => removeEventListener('popstate', goBack);
  }, []);

  const load = useLatest(getDesign, setDesign, setFailure);
  // Asked for at once as well: who is not let in hears no event.
  useEffect(() => void load(), []);
  useEffect(() => listenForChanges({ onChange: () => void load(), onConnected: setConnected }), []);

  const loadScene = useLatest(() => getScene(state), setShown, setFailure);
  const sceneKey = JSON.stringify([
    revision,
    state.view,
    state.environment,
    state.focus,
    state.depth,
    state.collapsed,
    state.hidden,
  ]);
  useEffect(() => {
    if (revision !== '') void loadScene();
  }, [sceneKey]);

  const environment = state.environment || (design?.environments[0] ?? '');
  const loadDetail = useLatest(() => getElement(state.selected, environment), setDetail, ignore);
  const isThere = design?.elements.some(({ id }) => id === state.selected) ?? false;
  useEffect(() => {
    if (state.selected === '' || (design !== undefined && !isThere)) setDetail(undefined);
    else if (revision !== '') void loadDetail();
  }, [revision, state.selected, environment, isThere]);

  const loadImpact = useLatest(() => getImpact(state.impact, state.field), setImpact, ignore);
  useEffect(() => {
    if (state.impact === '') setImpact(undefined);
    else if (revision !== '') void loadImpact();
  }, [revision, state.impact, state.field]);

  return { state, change, design, shown, detail, impact, failure, isConnected };
}

function ignore(): void {}

type Load<T> = () => Promise<
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }
>;

/** Asks again, and lets an answer that was overtaken by a later one go. */
function useLatest<T>(
  load: Load<T>,
  take: (value: T) => void,
  fail: (failure: Failure | undefined) => void,
): () => Promise<void> {
  const turn = useRef(0);
  return async () => {
    const mine = ++turn.current;
    const answer = await load();
    if (mine !== turn.current) return;
    if (answer.ok) {
      take(answer.value);
      fail(undefined);
    } else fail(answer.failure);
  };
}
