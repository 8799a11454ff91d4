import { useEffect, useRef, useState } from 'preact/hooks';
import type { DraftProblems, FoundElement, StudioChange, StudioDesign, StudioProblem } from '../../api.ts';
import { type MergedPart, mergeTexts } from '../../texts/merge-texts.ts';
import { type Answer, getText, post } from '../api-client.ts';
import { ConflictPanel } from './conflict-panel.tsx';
import { forgetDraft, keepDraft, readDraft } from './text-draft.ts';
import type { TextEditor } from './text-editor.ts';

export interface SourcePanelProps {
  readonly design: StudioDesign;
  /** The place that somebody wants to see; another object for each wish. */
  readonly target: { readonly file: string; readonly line: number } | undefined;
  readonly canEdit: boolean;
  /** The caret was put into an element; the keyboard stays in the text. */
  readonly onCaret: (element: string) => void;
  readonly tell: (notice: string) => void;
  readonly run: (command: string) => void;
}

interface Clash {
  readonly file: string;
  /** What stands on disk. */
  readonly theirs: string;
  readonly parts: readonly MergedPart[];
}

/** Waits so long after a key before a draft is kept and checked, or the caret followed, in ms. */
const restMs = 250;

/** The files of the design as texts: typed in, checked as they are typed, brought together with what others write. */
export function SourcePanel({ design, target, canEdit, onCaret, tell, run }: SourcePanelProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<TextEditor | undefined>(undefined);
  /** What the text in the editor was made from. */
  const base = useRef('');
  const [file, setFile] = useState(target?.file ?? design.file);
  const opened = useRef('');
  const [isOpen, setOpen] = useState(false);
  const [isTyped, setTyped] = useState(false);
  const [clash, setClash] = useState<Clash>();
  const [problems, setProblems] = useState<readonly StudioProblem[]>([]);
  const current = useRef({
    save: async (): Promise<void> => {},
    input: (): void => {},
    moved: (): void => {},
    run,
  });

  useEffect(() => {
    let isOver = false;
    void import('./text-editor.ts').then(({ createTextEditor }) => {
      if (isOver || host.current === null) return;
      const options = { isReadOnly: !canEdit, label: 'Text of the design', file: () => opened.current };
      editor.current = createTextEditor(host.current, options, {
        onInput: () => current.current.input(),
        onCaret: () => current.current.moved(),
        onSave: () => void current.current.save(),
        onUndo: () => current.current.run('undo'),
        onRedo: () => current.current.run('redo'),
      });
      setOpen(true);
    });
    return () => {
      isOver = true;
      editor.current?.close();
      editor.current = undefined;
    };
  }, [canEdit]);

  /** What stands on disk now comes to what was typed. */
  const take = (text: string): void => {
    const shown = editor.current;
    if (shown === undefined) return;
    const mine = shown.text();
    if (mine === base.current) {
      base.current = text;
      shown.replace(text);
      return;
    }
    const merged = mergeTexts(base.current, mine, text);
    if (merged.ok) {
      base.current = text;
      shown.replace(merged.text);
      setClash(undefined);
      tell('The file changed on disk; what you typed was brought together with it');
    } else setClash({ file, theirs: text, parts: merged.parts });
  };

  useEffect(() => {
    if (!isOpen) return;
    let isOver = false;
    void getText(file).then((answer) => {
      if (isOver || editor.current === undefined) return;
      if (!answer.ok) return tell(answer.failure.message);
      if (opened.current !== file) {
        opened.current = file;
        setClash(undefined);
        const draft = readDraft(design.system.name, file);
        base.current = draft?.base ?? answer.value.text;
        editor.current.replace(draft?.text ?? answer.value.text);
      }
      take(answer.value.text);
      if (target?.file === file) editor.current.reveal(target.line);
    });
    return () => {
      isOver = true;
    };
  }, [file, isOpen, design.revision]);

  useEffect(() => {
    if (target === undefined) return;
    setFile(target.file);
    if (opened.current === target.file) editor.current?.reveal(target.line);
  }, [target]);

  const timer = useRef(0);
  const input = (): void => {
    const text = editor.current?.text() ?? '';
    setTyped(text !== base.current);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      if (text === base.current) forgetDraft(design.system.name, file);
      else keepDraft(design.system.name, file, { base: base.current, text });
      void post<DraftProblems>('check', { file, text }).then((answer) => {
        if (answer.ok && editor.current?.text() === text)
          setProblems(answer.value.problems.filter((problem) => problem.file === file));
      });
    }, restMs);
  };
  const rest = useRef(0);
  /** What the caret lies in is selected once it rests: a key that is held passes through many things. */
  const moved = (): void => {
    clearTimeout(rest.current);
    rest.current = window.setTimeout(() => {
      const caret = editor.current?.caret();
      if (caret === undefined) return;
      void post<FoundElement>('element-at', { file: opened.current, ...caret }).then((answer) => {
        const isStill = editor.current?.caret().offset === caret.offset;
        if (answer.ok && answer.value.element !== undefined && isStill) onCaret(answer.value.element);
      });
    }, restMs);
  };
  const save = async (): Promise<void> => {
    const text = editor.current?.text();
    if (text === undefined || text === base.current || !canEdit) return;
    const answer: Answer<StudioChange> = await post('text', { file, base: base.current, text });
    if (answer.ok) {
      base.current = text;
      forgetDraft(design.system.name, file);
      setClash(undefined);
      setTyped(editor.current?.text() !== text);
      tell(answer.value.replayed ? `Saved with what others wrote meanwhile: ${file}` : `Saved ${file}`);
      // What others wrote is there now as well.
      const now = answer.value.replayed ? await getText(file) : undefined;
      if (now?.ok === true) take(now.value.text);
    } else if (answer.failure.conflict !== undefined)
      setClash({ file, theirs: answer.failure.conflict.text, parts: answer.failure.conflict.parts });
    else tell(`Not saved, and kept here: ${answer.failure.message}`);
  };
  current.current = { save, input, moved, run };

  const own = isTyped ? problems : design.problems.filter((problem) => problem.file === file);
  useEffect(() => editor.current?.showProblems(own), [own, isOpen]);

  const settle = (text: string): void => {
    if (clash === undefined) return;
    base.current = clash.theirs;
    editor.current?.replace(text);
    setClash(undefined);
    input();
    editor.current?.focus();
  };
  return (
    <div class="source-panel">
      <div class="source-bar">
        <label>
          <span class="hidden">File</span>
          <select value={file} onChange={(event) => setFile(event.currentTarget.value)} disabled={isTyped}>
            {design.texts.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <span class="muted" role="status">
          {isTyped
            ? own.length === 0
              ? 'not saved'
              : `not saved · ${own.length} ${own.length === 1 ? 'finding' : 'findings'}`
            : 'as on disk'}
        </span>
        {canEdit ? (
          <>
            <button type="button" onClick={() => void save()} disabled={!isTyped || clash !== undefined}>
              Save <kbd>Ctrl S</kbd>
            </button>
            <button
              type="button"
              class="quiet"
              disabled={!isTyped}
              onClick={() => {
                forgetDraft(design.system.name, file);
                editor.current?.replace(clash?.theirs ?? base.current);
                base.current = clash?.theirs ?? base.current;
                setClash(undefined);
                input();
              }}
            >
              Back to the file
            </button>
          </>
        ) : null}
      </div>
      {clash === undefined ? null : <ConflictPanel file={clash.file} parts={clash.parts} settle={settle} />}
      <div ref={host} class={`editor${clash === undefined ? '' : ' is-behind'}`} />
    </div>
  );
}
