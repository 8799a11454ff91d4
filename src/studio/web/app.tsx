import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { elementOf } from '../../draw/graph/graph.ts';
import type { LiveEdge } from '../api.ts';
import { Banners } from './banners.tsx';
import { Canvas } from './canvas.tsx';
import { editCommands, viewCommands } from './commands.ts';
import { CompareSheet } from './compare/compare-sheet.tsx';
import { ComparisonList } from './compare/comparison-list.tsx';
import { countProblems } from './count-problems.ts';
import { Drawer } from './drawer.tsx';
import { findForm, formFor, type OpenForm, valuesOf } from './edit/change-forms.ts';
import { ChangeSheet } from './edit/change-sheet.tsx';
import { formForLink } from './edit/connect-forms.ts';
import { elementAfter } from './edit/element-after.ts';
import { SourcePanel } from './edit/source-panel.tsx';
import { useEdits } from './edit/use-edits.ts';
import { savePng, saveSvg } from './export-picture.ts';
import { inFlow } from './first-view.ts';
import { HelpSheet } from './help-sheet.tsx';
import { ImpactPanel } from './impact-panel.tsx';
import { Inspector } from './inspector.tsx';
import { kindLooks } from './kinds.ts';
import { Legend } from './legend.tsx';
import { LivePanel } from './live/live-panel.tsx';
import { SendSheet } from './live/send-sheet.tsx';
import { SystemSheet } from './live/system-sheet.tsx';
import { useLive } from './live/use-live.ts';
import { Outline } from './outline.tsx';
import { Palette } from './palette.tsx';
import type { Picture } from './picture.ts';
import { ProblemCount, ProblemList } from './problems.tsx';
import { StartPage } from './start-page.tsx';
import { isDarkNow, toggleTheme } from './theme.ts';
import { TopBar } from './top-bar.tsx';
import { useKeys } from './use-keys.ts';
import { useNarrow } from './use-narrow.ts';
import { useStudio } from './use-studio.ts';
import { smallestLook } from './viewport.ts';

/** The page. */
export function App() {
  const [notice, setNotice] = useState('');
  const {
    state,
    change,
    design: loaded,
    shown,
    detail,
    impact,
    comparison,
    failure,
    isConnected,
  } = useStudio(setNotice);
  const isNarrow = useNarrow();
  const design = useMemo(
    () => (loaded !== undefined && isNarrow ? { ...loaded, readOnly: true } : loaded),
    [loaded, isNarrow],
  );
  const picture = useRef<Picture | undefined>(undefined);
  /** What is shown as soon as the picture that it stands on is there. */
  const awaited = useRef('');
  /** The next picture is another one altogether, and is shown as a whole. */
  const awaitsWhole = useRef(false);
  const [sheet, setSheet] = useState<'search' | 'help' | 'export' | 'compare'>();
  const [panel, setPanel] = useState<'outline' | 'inspector'>();
  const [drawer, setDrawer] = useState('');
  const [target, setTarget] = useState<{ readonly file: string; readonly line: number }>();
  const [form, setForm] = useState<OpenForm>();
  const [edge, setEdge] = useState<{ readonly from: string; readonly to: string }>();
  const [sending, setSending] = useState('');
  const [systemAction, setSystemAction] = useState<'start' | 'stop'>();
  const [isArranging, setArranging] = useState(false);
  const live = useLive(state.live);
  const edits = useEdits(design, isConnected, setNotice);
  const canEdit = design !== undefined && !design.readOnly;

  const problemsOf = useMemo(() => countProblems(design?.problems ?? []), [design]);
  const marks = useMemo(
    () => ({
      selected: state.selected,
      problems: problemsOf,
      ...(impact === undefined ? {} : { reached: impact.distances }),
      ...(shown?.marks === undefined ? {} : { changes: shown.marks }),
    }),
    [state.selected, problemsOf, impact, shown?.marks],
  );

  const select = (id: string): void => {
    change({ selected: id });
    if (id !== '') setPanel('inspector');
  };
  const selectAndShow = (id: string): void => {
    select(id);
    const isShown = picture.current?.nodeOf(id) !== undefined;
    // The map has domains alone: what stands in them is seen in the flow.
    if (!isShown && state.view === 'map' && inFlow.has(id.slice(0, id.indexOf(':')))) {
      change({ selected: id, focus: '', view: 'flow' });
      awaited.current = id;
      return;
    }
    if (!isShown && state.focus !== '') change({ selected: id, focus: '' });
    requestAnimationFrame(() => picture.current?.reveal(id));
  };
  useEffect(() => {
    if (awaited.current === '' || shown?.scene.view !== 'flow') return;
    picture.current?.reveal(awaited.current);
    awaited.current = '';
  }, [shown]);

  const layOutAnew = async (): Promise<void> => {
    awaitsWhole.current = true;
    if (!(await edits.arrange(state.view, undefined))) awaitsWhole.current = false;
  };
  useEffect(() => {
    if (awaitsWhole.current) picture.current?.showAll();
    awaitsWhole.current = false;
  }, [shown]);

  /** What the caret lies in: the picture moves where it has to, and the way back does not lead through each line. */
  const selectAtCaret = (id: string): void => {
    if (id === state.selected) return;
    change({ selected: id }, 'replace');
    requestAnimationFrame(() => picture.current?.reveal(id, smallestLook));
  };

  /** What is renamed, or new, is what is looked at then. */
  const applyAndFollow: typeof edits.apply = async (operation, revision) => {
    const refused = await edits.apply(operation, revision);
    const next = elementAfter(operation);
    if (refused === undefined && next !== undefined) change({ selected: next });
    return refused;
  };
  const toggleDrawer = (tab: string): void => setDrawer(drawer === tab ? '' : tab);
  const showSource = (file: string, line: number): void => {
    setTarget({ file, line });
    setDrawer('source');
  };

  const edit = (command: string): void => {
    const element = design?.elements.find(({ id }) => id === state.selected);
    const open =
      formFor(command, element) ??
      (findForm(command) === undefined ? undefined : { form: command, values: valuesOf(element) });
    if (design?.broken !== undefined) setNotice('The text can’t be read; mend it first.');
    else if (open === undefined) setNotice('Select an event, a service or a projection first.');
    else setForm(open);
  };

  const toggleArranging = (): void => {
    if (!isArranging && state.focus !== '')
      setNotice('End the focus first: what is looked at closely has a layout of its own.');
    else if (!isArranging && shown?.scene.laidOutBy === 'grid')
      setNotice('In lanes, things have their places.');
    else setArranging(!isArranging);
  };
  const sendExample = (): void => {
    const element = design?.elements.find(({ id }) => id === state.selected);
    if (element?.kind === 'event' || element?.kind === 'command') setSending(element.name);
    else setNotice('Select an event first.');
  };
  /** What was seen and is not designed becomes part of the design. */
  const adopt = ({ event, service, from }: LiveEdge): void =>
    setForm({ form: from.startsWith('service:') ? 'publish' : 'subscribe', values: { service, event } });

  const run = (command: string): void => {
    if (editCommands.some(({ id }) => id === command)) {
      if (!canEdit)
        setNotice(isNarrow ? 'A screen this narrow is for reading.' : 'This studio is read-only.');
      else if (command === 'undo') void edits.undo();
      else if (command === 'redo') void edits.redo();
      else if (command === 'send') sendExample();
      else if (command === 'start-system' || command === 'stop-system')
        setSystemAction(command === 'start-system' ? 'start' : 'stop');
      else if (command === 'arrange') toggleArranging();
      else if (command === 'lay-out') void layOutAnew();
      else edit(command);
      return;
    }
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
      compare: () => setSheet('compare'),
      'next-change': () => stepChange(1),
      'last-change': () => stepChange(-1),
      'end-comparison': () => change({ base: '', head: '' }),
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
      problems: () => toggleDrawer('problems'),
      source: () => {
        if (drawer !== 'source' && detail !== undefined)
          setTarget({ file: detail.source.file, line: detail.source.firstLine });
        toggleDrawer('source');
      },
      live: () => {
        change({ live: !state.live });
        if (state.live === (drawer === 'live')) toggleDrawer('live');
      },
      theme: () => void toggleTheme(),
      'save-svg': () => shown !== undefined && saveSvg(shown.scene),
      'save-png': () => void (shown !== undefined && savePng(shown.scene, isDarkNow() ? 'dark' : 'light')),
    };
    actions[command]?.();
  };

  /** Round and round through what changed, as it lies on the picture. */
  const stepChange = (by: 1 | -1): void => {
    const marked = (shown?.scene.nodes ?? []).filter(({ id }) => shown?.marks?.nodes[id] !== undefined);
    if (marked.length === 0) {
      setNotice('Nothing on this picture changed.');
      return;
    }
    const at = marked.findIndex((node) => elementOf(node) === state.selected);
    const next = marked.at(at === -1 && by === -1 ? -1 : (at + by) % marked.length);
    if (next !== undefined) selectAndShow(elementOf(next));
  };

  /** One step back: what was opened last is closed first. */
  const stepBack = (): void => {
    if (state.impact !== '') change({ impact: '', field: '' });
    else if (state.focus !== '') change({ focus: '' });
    else if (state.selected !== '') change({ selected: '' });
    else if (state.base !== '') change({ base: '', head: '' });
  };

  useKeys({ design, state, change, run, stepBack });
  useEffect(() => {
    if (notice === '') return;
    const timer = setTimeout(() => setNotice(''), 6000);
    return () => clearTimeout(timer);
  }, [notice]);

  useEffect(() => {
    if (design !== undefined) document.title = `${design.system.title} · eda studio`;
  }, [design?.system.title]);

  if (design === undefined || shown === undefined)
    return <StartPage failure={failure?.message} broken={design?.broken} />;

  const { scene } = shown;
  const canFix = !design.readOnly && isConnected && design.broken === undefined;
  const isCompared = state.base !== '';
  const describe = (id: string): string => {
    const element = design.elements.find((one) => one.id === id);
    const node = scene.nodes.find((one) => elementOf(one) === id);
    const became = node === undefined ? undefined : shown.marks?.nodes[node.id];
    if (element === undefined)
      return became === undefined || node === undefined ? '' : `${became} ${node.name}`;
    const lists =
      detail?.id === id ? detail.relations.map(({ title, items }) => `${title} ${items.length}`) : [];
    const found = problemsOf.get(id);
    return [
      `${kindLooks[element.kind].word} ${element.name}`,
      ...(became === undefined ? [] : [became]),
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
      <Banners
        design={design}
        state={state}
        change={change}
        isEmpty={scene.nodes.length === 0}
        isConnected={isConnected}
        isArranging={isArranging}
        endArranging={() => setArranging(false)}
        comparison={comparison}
        edits={edits}
        notice={notice}
        openSource={() => setDrawer('source')}
        run={run}
      />
      <aside class="left">
        <Outline design={design} state={state} problems={problemsOf} change={change} select={selectAndShow} />
        <Legend scene={scene} state={state} change={change} />
      </aside>
      <main class="centre">
        <Canvas
          scene={scene}
          isLeaving={scene.view !== state.view && isConnected}
          marks={marks}
          select={select}
          run={run}
          onPicture={(made) => {
            picture.current = made;
          }}
          describe={describe}
          live={live}
          onEdge={(from, to) => {
            setEdge({ from, to });
            setDrawer('live');
          }}
          onDrift={adopt}
          isArranging={isArranging}
          isArranged={design.arranged.includes(state.view)}
          onMoved={(positions) => void edits.arrange(state.view, positions)}
          canEdit={canFix && !isCompared}
          link={(from, to) => {
            const open = formForLink(design.elements, from, to);
            if (open === undefined) setNotice('These two can’t be joined.');
            else setForm(open);
          }}
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
            openForm={setForm}
            showSource={showSource}
            run={run}
            fix={edits.fix}
          />
        </aside>
      )}
      <Drawer
        open={drawer}
        toggle={toggleDrawer}
        status={status}
        tabs={[
          {
            id: 'problems',
            label: <ProblemCount problems={design.problems} />,
            isAvailable: design.problems.length > 0,
            content: () => (
              <ProblemList
                problems={design.problems}
                canFix={canFix}
                fix={edits.fix}
                select={selectAndShow}
                show={({ file, line }) => showSource(file, line)}
              />
            ),
          },
          ...(comparison === undefined
            ? []
            : [
                {
                  id: 'changes',
                  label: 'Changes',
                  isAvailable: true,
                  content: () => <ComparisonList comparison={comparison} select={selectAndShow} />,
                },
              ]),
          {
            id: 'live',
            label: 'Live',
            isAvailable: state.live,
            content: () => (
              <LivePanel
                frame={live}
                edge={edge}
                setEdge={setEdge}
                canEdit={canEdit}
                tell={setNotice}
                run={run}
                adopt={adopt}
              />
            ),
          },
          {
            id: 'source',
            label: 'Text',
            isAvailable: true,
            content: () => (
              <SourcePanel
                design={design}
                target={target}
                canEdit={canEdit}
                onCaret={selectAtCaret}
                tell={setNotice}
                run={run}
              />
            ),
          },
        ]}
      />
      {sheet === 'search' ? (
        <Palette
          elements={design.elements}
          commands={canEdit ? [...viewCommands, ...editCommands] : viewCommands}
          select={selectAndShow}
          run={run}
          close={() => setSheet(undefined)}
        />
      ) : null}
      {sheet === 'export' ? (
        <Palette
          elements={[]}
          commands={viewCommands.filter(({ id }) => id.startsWith('save-'))}
          initial=">"
          select={selectAndShow}
          run={run}
          close={() => setSheet(undefined)}
        />
      ) : null}
      {form === undefined ? null : (
        <ChangeSheet
          key={`${form.form} ${JSON.stringify(form.values)}`}
          design={design}
          open={form}
          apply={applyAndFollow}
          close={() => setForm(undefined)}
        />
      )}
      {sending === '' ? null : (
        <SendSheet
          event={sending}
          sent={({ service, eventId }) => setNotice(`Sent for ${service}: ${eventId.slice(0, 8)}…`)}
          close={() => setSending('')}
        />
      )}
      {systemAction === undefined ? null : (
        <SystemSheet
          action={systemAction}
          services={design.elements.filter(({ kind }) => kind === 'service').length}
          done={() => {
            change({ live: true });
            setDrawer('live');
          }}
          close={() => setSystemAction(undefined)}
        />
      )}
      {sheet === 'compare' ? (
        <CompareSheet
          base={state.base}
          head={state.head}
          compare={(base, head) => {
            change({ base, head });
            setDrawer('changes');
          }}
          close={() => setSheet(undefined)}
        />
      ) : null}
      {sheet === 'help' ? <HelpSheet close={() => setSheet(undefined)} /> : null}
    </div>
  );
}
