import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ElementDetail, StudioComparison, StudioDesign, StudioImpact, StudioScene } from '../api.ts';
import {
  type Failure,
  getComparison,
  getDesign,
  getElement,
  getImpact,
  getScene,
  listenForChanges,
} from './api-client.ts';
import { firstView } from './first-view.ts';
import { type PageState, printPageState, readPageState } from './page-state.ts';

/** What the page shows, and what it was asked for. */
export interface StudioPage {
  readonly state: PageState;
  /** `replace`: the way back does not lead through what was there before. */
  readonly change: (part: Partial<PageState>, how?: 'push' | 'replace') => void;
  readonly design: StudioDesign | undefined;
  readonly shown: StudioScene | undefined;
  readonly detail: ElementDetail | undefined;
  readonly impact: StudioImpact | undefined;
  /** What differs, where two states of the design are compared. */
  readonly comparison: StudioComparison | undefined;
  readonly failure: Failure | undefined;
  /** False: the server is away; what is shown is how it was. */
  readonly isConnected: boolean;
}

/** Keeps the page in step with the address and with the design on disk. `tell` says what was refused. */
export function useStudio(tell: (notice: string) => void): StudioPage {
  const [state, setState] = useState(() => readPageState(location.search));
  const [design, setDesign] = useState<StudioDesign>();
  const [shown, setShown] = useState<StudioScene>();
  const [detail, setDetail] = useState<ElementDetail>();
  const [impact, setImpact] = useState<StudioImpact>();
  const [comparison, setComparison] = useState<StudioComparison>();
  const [failure, setFailure] = useState<Failure>();
  const [isConnected, setConnected] = useState(true);
  const revision = design?.revision ?? '';

  const change = useCallback((part: Partial<PageState>, how: 'push' | 'replace' = 'push') => {
    setState((before) => {
      const next = { ...before, ...part };
      const search = printPageState(next);
      if (search !== printPageState(before))
        history[`${how}State`](null, '', search === '' ? location.pathname : `?${search}`);
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

  const look = JSON.stringify([
    state.view,
    state.environment,
    state.focus,
    state.depth,
    state.collapsed,
    state.hidden,
    state.base,
    state.head,
  ]);
  const shownLook = useRef('');
  const takeScene = (next: StudioScene): void => {
    const isSameLook = shownLook.current === look && state.base === '';
    shownLook.current = look;
    // Of a text that can't be read the last picture stays, with everything in it.
    setShown((before) => (isSameLook && before?.revision === next.revision ? before : next));
  };
  const loadScene = useLatest(() => getScene(state), takeScene, setFailure);
  useEffect(() => {
    if (revision !== '' && state.view !== '') void loadScene();
  }, [revision, look]);
  // From then on the address says it: it stays what it is when the system grows.
  useEffect(() => {
    if (design !== undefined && state.view === '') change({ view: firstView(design, state) }, 'replace');
  }, [design, state.view]);

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

  const loadComparison = useLatest(
    () => getComparison(state.base, state.head),
    setComparison,
    // Without an answer there is nothing to compare; what was shown stays.
    (refused) => {
      if (refused === undefined) return;
      change({ base: '', head: '' });
      tell([refused.message, ...(refused.help === undefined ? [] : [refused.help])].join('; '));
    },
  );
  useEffect(() => {
    if (state.base === '') setComparison(undefined);
    else if (revision !== '') void loadComparison();
  }, [revision, state.base, state.head]);

  return { state, change, design, shown, detail, impact, comparison, failure, isConnected };
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
