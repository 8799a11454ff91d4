import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { StudioProblem } from '../api.ts';
import { post } from './api-client.ts';
import { Canvas } from './canvas.tsx';
import { savePng, saveSvg } from './export-picture.ts';
import { HelpSheet } from './help-sheet.tsx';
import { ImpactPanel } from './impact-panel.tsx';
import { Inspector } from './inspector.tsx';
import { kindLooks } from './kinds.ts';
import { Legend } from './legend.tsx';
import { Outline } from './outline.tsx';
import { type Command, Palette } from './palette.tsx';
import type { Picture } from './picture.ts';
import { ProblemDrawer } from './problems.tsx';
import { isDarkNow, toggleTheme } from './theme.ts';
import { TopBar } from './top-bar.tsx';
import { useStudio } from './use-studio.ts';

const commands: readonly Command[] = [
  { id: 'fit', title: 'Show the whole picture', keys: '0' },
  { id: 'full-size', title: 'Full size', keys: '1' },
  { id: 'focus', title: 'Focus on what is selected', keys: 'F' },
  { id: 'unfocus', title: 'End focus' },
  { id: 'impact', title: 'Impact of the selected event', keys: 'I' },
  { id: 'fold', title: 'Show the domain as one thing, or open it', keys: 'C' },
  { id: 'unfold-all', title: 'Open every domain' },
  { id: 'show-all', title: 'Show every kind again' },
  { id: 'problems', title: 'Show or hide problems', keys: 'P' },
  { id: 'theme', title: 'Light or dark' },
  { id: 'save-svg', title: 'Save the picture as SVG' },
  { id: 'save-png', title: 'Save the picture as PNG' },
  { id: 'help', title: 'Keys', keys: '?' },
];

const severities = ['info', 'warning', 'error'];

/** The page. */
export function App() {
  const { state, change, design, shown, detail, impact, failure, isConnected } = useStudio();
  const picture = useRef<Picture | undefined>(undefined);
  const [sheet, setSheet] = useState<'search' | 'help' | 'export'>();
  const [panel, setPanel] = useState<'outline' | 'inspector'>();
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const [notice, setNotice] = useState('');

  const problemsOf = useMemo(() => {
    const found = new Map<string, { count: number; severity: string }>();
    for (const { element, severity } of design?.problems ?? []) {
      if (element === undefined) continue;
      const known = found.get(element) ?? { count: 0, severity };
      const worst =
        severities.indexOf(severity) > severities.indexOf(known.severity) ? severity : known.severity;
      found.set(element, { count: known.count + 1, severity: worst });
    }
    return found;
  }, [design]);
  const marks = useMemo(
    () => ({
      selected: state.selected,
      problems: problemsOf,
      ...(impact === undefined ? {} : { reached: impact.distances }),
    }),
    [state.selected, problemsOf, impact],
  );

  const select = (id: string): void => {
    change({ selected: id });
    if (id !== '') setPanel('inspector');
  };
  const selectAndShow = (id: string): void => {
    select(id);
    if (picture.current?.nodeOf(id) === undefined && state.focus !== '') change({ selected: id, focus: '' });
    requestAnimationFrame(() => picture.current?.reveal(id));
  };

  const run = (command: string): void => {
    const element = design?.elements.find(({ id }) => id === state.selected);
    const actions: { readonly [command: string]: () => void } = {
      search: () => setSheet('search'),
      help: () => setSheet('help'),
      export: () => setSheet('export'),
      outline: () => setPanel(panel === 'outline' ? undefined : 'outline'),
      inspector: () => setPanel(panel === 'inspector' ? undefined : 'inspector'),
      'close-inspector': () => {
        change({ selected: '' });
        setPanel(undefined);
      },
      'to-inspector': () => document.querySelector<HTMLElement>('.inspector button')?.focus(),
      fit: () => picture.current?.showAll(),
      'full-size': () => picture.current?.zoomTo(1),
      'zoom-in': () => picture.current?.zoomBy(1.25),
      'zoom-out': () => picture.current?.zoomBy(0.8),
      focus: () => {
        if (state.selected !== '') change({ focus: state.focus === state.selected ? '' : state.selected });
        requestAnimationFrame(() => picture.current?.showAll());
      },
      unfocus: () => change({ focus: '' }),
      impact: () => {
        if (element?.kind === 'event' || element?.kind === 'command')
          change({ impact: state.impact === element.name ? '' : element.name, field: '' });
        else setNotice('Impact is of events: select one first.');
      },
      fold: () => {
        const domain = `domain:${element?.domain ?? ''}`;
        if (element === undefined || element.domain === '') return;
        const isFolded = state.collapsed.includes(domain);
        change({
          collapsed: isFolded ? state.collapsed.filter((id) => id !== domain) : [...state.collapsed, domain],
        });
      },
      'unfold-all': () => change({ collapsed: [] }),
      'show-all': () => change({ hidden: [] }),
      problems: () => setDrawerOpen(!isDrawerOpen),
      theme: () => void toggleTheme(),
      'save-svg': () => shown !== undefined && saveSvg(shown.scene),
      'save-png': () => void (shown !== undefined && savePng(shown.scene, isDarkNow() ? 'dark' : 'light')),
    };
    actions[command]?.();
  };

  /** One step back: what was opened last is closed first. */
  const stepBack = (): void => {
    if (state.impact !== '') change({ impact: '', field: '' });
    else if (state.focus !== '') change({ focus: '' });
    else if (state.selected !== '') change({ selected: '' });
  };

  useEffect(() => {
    const keys: { readonly [key: string]: string } = {
      '/': 'search',
      '?': 'help',
      '0': 'fit',
      '1': 'full-size',
      '+': 'zoom-in',
      '=': 'zoom-in',
      '-': 'zoom-out',
      f: 'focus',
      i: 'impact',
      c: 'fold',
      p: 'problems',
    };
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        run('search');
        return;
      }
      const target = event.target as Element | null;
      const isTyping = target?.closest('input, select, textarea, [contenteditable], dialog') !== null;
      if (isTyping && target !== null) return;
      if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
        const view = design?.views[Number(event.code.slice(5)) - 1];
        if (view !== undefined) change({ view: view.id });
        event.preventDefault();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') stepBack();
      else if (state.focus !== '' && /^[1-9]$/.test(event.key)) change({ depth: Number(event.key) });
      else if (keys[event.key.toLowerCase()] !== undefined) run(keys[event.key.toLowerCase()] ?? '');
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });

  useEffect(() => {
    if (notice === '') return;
    const timer = setTimeout(() => setNotice(''), 6000);
    return () => clearTimeout(timer);
  }, [notice]);

  useEffect(() => {
    if (design !== undefined) document.title = `${design.system.title} · eda studio`;
  }, [design?.system.title]);

  if (design === undefined || shown === undefined)
    return <Start failure={failure?.message} broken={design?.broken} />;

  const { scene } = shown;
  const canFix = !design.readOnly && isConnected && design.broken === undefined;
  const fix = async (problem: StudioProblem): Promise<void> => {
    const answer = await post('fix', { fingerprint: problem.fingerprint }, { 'if-match': design.revision });
    setNotice(answer.ok ? `Done: ${problem.fix?.title ?? 'fixed'}` : answer.failure.message);
  };
  const describe = (id: string): string => {
    const element = design.elements.find((one) => one.id === id);
    if (element === undefined) return '';
    const lists =
      detail?.id === id ? detail.relations.map(({ title, items }) => `${title} ${items.length}`) : [];
    const found = problemsOf.get(id);
    return [
      `${kindLooks[element.kind].word} ${element.name}`,
      ...lists,
      ...(found === undefined ? [] : [`${found.count} problems`]),
    ].join(', ');
  };
  const environment = state.environment || (design.environments[0] ?? '');
  const status = [
    `${scene.nodes.length} things, ${scene.edges.length} edges`,
    ...scene.remarks,
    ...(scene.laidOutBy === 'plain' ? ['laid out plainly'] : []),
  ].join(' · ');

  return (
    <div
      class={`studio${detail === undefined ? '' : ' has-inspector'}${panel === undefined ? '' : ` shows-${panel}`}`}
    >
      <TopBar design={design} state={state} change={change} run={run} />
      <div class="banners">
        {design.broken === undefined ? null : (
          <p class="banner is-error" role="alert">
            {design.broken.file}:{design.broken.line}:{design.broken.column} {design.broken.message}. What you
            see is how it was before.
          </p>
        )}
        {isConnected ? null : (
          <p class="banner is-warning" role="alert">
            The studio does not answer; what you see is how it was. Start eda studio again.
          </p>
        )}
        {state.focus === '' ? null : (
          <p class="banner">
            Focus on <strong>{state.focus.replace(/^\w+:/, '')}</strong>, {state.depth}{' '}
            {state.depth === 1 ? 'edge' : 'edges'} around it (keys 1 to 9)
            <button type="button" class="link" onClick={() => change({ focus: '' })}>
              Show all
            </button>
          </p>
        )}
        {notice === '' ? null : (
          <p class="banner" role="status">
            {notice}
          </p>
        )}
      </div>
      <aside class="left">
        <Outline design={design} state={state} problems={problemsOf} change={change} select={selectAndShow} />
        <Legend scene={scene} state={state} change={change} />
      </aside>
      <main class="centre">
        <Canvas
          scene={scene}
          marks={marks}
          select={select}
          run={run}
          onPicture={(made) => {
            picture.current = made;
          }}
          describe={describe}
        />
        {impact === undefined ? null : (
          <ImpactPanel
            impact={impact}
            fields={detail?.id === `event:${impact.event}` ? (detail.fields ?? []) : []}
            setField={(field) => change({ field })}
            select={selectAndShow}
            close={() => change({ impact: '', field: '' })}
          />
        )}
      </main>
      {detail === undefined ? null : (
        <aside class="right">
          <Inspector
            detail={detail}
            environment={environment}
            problems={design.problems.filter(({ element }) => element === detail.id)}
            canFix={canFix}
            select={selectAndShow}
            run={run}
            fix={fix}
          />
        </aside>
      )}
      <ProblemDrawer
        problems={design.problems}
        isOpen={isDrawerOpen}
        toggle={() => setDrawerOpen(!isDrawerOpen)}
        canFix={canFix}
        fix={fix}
        select={selectAndShow}
        status={status}
      />
      {sheet === 'search' ? (
        <Palette
          elements={design.elements}
          commands={commands}
          select={selectAndShow}
          run={run}
          close={() => setSheet(undefined)}
        />
      ) : null}
      {sheet === 'export' ? (
        <Palette
          elements={[]}
          commands={commands.filter(({ id }) => id.startsWith('save-'))}
          initial=">"
          select={selectAndShow}
          run={run}
          close={() => setSheet(undefined)}
        />
      ) : null}
      {sheet === 'help' ? <HelpSheet close={() => setSheet(undefined)} /> : null}
    </div>
  );
}

/** Before there is a picture: what is going on, or what to do. */
function Start({
  failure,
  broken,
}: {
  readonly failure: string | undefined;
  readonly broken: StudioProblem | undefined;
}) {
  if (failure === undefined && broken === undefined)
    return (
      <p class="starting" role="status">
        Reading the design…
      </p>
    );
  return (
    <div class="starting" role="alert">
      <h1>There is no picture yet</h1>
      {broken === undefined ? null : (
        <p>
          {broken.file}:{broken.line}:{broken.column} {broken.message}
        </p>
      )}
      {broken?.help === undefined ? null : <p class="muted">{broken.help}</p>}
      {broken === undefined ? (
        <p>{failure}</p>
      ) : (
        <p class="muted">Mend it in your editor; the picture comes by itself.</p>
      )}
    </div>
  );
}
