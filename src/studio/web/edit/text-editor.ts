import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  redoDepth,
  undoDepth,
} from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, Transaction } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { diffIndices } from 'node-diff3';
import type { StudioProblem } from '../../api.ts';
import { linesOf } from '../../texts/merge-texts.ts';
import { editorWords } from './editor-words.ts';

/** A text that is typed in. */
export interface TextEditor {
  /** As it was put in or typed, with the line ends that it came with. */
  text(): string;
  /** Puts another text in; what is the same in both stays where it is, and so does the caret. */
  replace(text: string): void;
  /** Where the caret is, in a text with line feeds alone. */
  caret(): { readonly text: string; readonly offset: number };
  showProblems(problems: readonly StudioProblem[]): void;
  /** Brings a line (one-based) into sight and the caret to its begin. */
  reveal(line: number): void;
  focus(): void;
  close(): void;
}

export interface EditorEvents {
  readonly onInput: () => void;
  /** Somebody put the caret elsewhere, by keys or pointer; not told of where it was brought by `reveal`, or by typing. */
  readonly onCaret: () => void;
  readonly onSave: () => void;
  /** Undo where there is nothing typed to take back, and redo likewise. */
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--eda-service)' },
  { tag: tags.comment, color: 'var(--eda-muted)', fontStyle: 'italic' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--eda-projection)' },
  { tag: [tags.keyword, tags.atom, tags.number, tags.bool], color: 'var(--eda-saga)' },
  { tag: [tags.labelName, tags.typeName, tags.meta], color: 'var(--eda-command)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '12.5px', background: 'var(--eda-canvas)', color: 'var(--eda-ink)' },
  '.cm-scroller': {
    fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    lineHeight: '1.5',
  },
  '.cm-gutters': {
    background: 'var(--eda-surface)',
    color: 'var(--eda-muted)',
    border: '0',
    borderRight: '1px solid var(--eda-groupLine)',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    background: 'color-mix(in srgb, var(--eda-service) 8%, transparent)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--eda-ink)', borderLeftWidth: '2px' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--eda-service) 26%, transparent) !important',
  },
  '.cm-tooltip': {
    background: 'var(--eda-surface)',
    color: 'var(--eda-ink)',
    border: '1px solid var(--eda-groupLine)',
    borderRadius: '6px',
    maxWidth: '460px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    background: 'color-mix(in srgb, var(--eda-service) 20%, transparent)',
    color: 'inherit',
  },
  '.cm-panels': { background: 'var(--eda-surface)', color: 'var(--eda-ink)' },
  '.cm-panels input, .cm-panels button': { font: 'inherit', color: 'inherit' },
  '.cm-diagnosticText': { whiteSpace: 'pre-wrap' },
  '.hover p, .hover pre': { margin: '4px 0' },
  '.hover': { padding: '6px 10px', whiteSpace: 'pre-wrap' },
});

/**
 * Opens an editor of YAML in an element. In a shadow root of its own, so that its styles are made by script, which the
 * page's policy allows, and touch nothing else.
 */
export function createTextEditor(
  host: HTMLElement,
  {
    isReadOnly,
    label,
    file,
  }: { readonly isReadOnly: boolean; readonly label: string; readonly file: () => string },
  events: EditorEvents,
): TextEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  let lineEnd = '\n';
  const passOn =
    (depth: (state: EditorState) => number, tell: () => void) =>
    (view: EditorView): boolean => {
      if (depth(view.state) > 0) return false;
      tell();
      return true;
    };
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      extensions: [
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of('  '),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        search({ top: true }),
        yaml(),
        syntaxHighlighting(colours),
        editorWords(file),
        look,
        EditorState.readOnly.of(isReadOnly),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        keymap.of([
          {
            key: 'Mod-s',
            preventDefault: true,
            run: () => {
              events.onSave();
              return true;
            },
          },
          { key: 'Mod-z', preventDefault: true, run: passOn(undoDepth, events.onUndo) },
          { key: 'Mod-y', mac: 'Mod-Shift-z', preventDefault: true, run: passOn(redoDepth, events.onRedo) },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...foldKeymap,
          ...completionKeymap,
          ...lintKeymap,
          // Tab leaves the editor after Escape, as everywhere in it.
          indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) events.onInput();
          if (update.transactions.some((one) => one.isUserEvent('select'))) events.onCaret();
        }),
      ],
    }),
  });
  const lineAt = (number: number) => view.state.doc.line(Math.max(1, Math.min(number, view.state.doc.lines)));
  return {
    text: () => {
      const text = view.state.doc.toString();
      return lineEnd === '\n' ? text : text.replaceAll('\n', lineEnd);
    },
    replace: (text) => {
      lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
      const next = text.replaceAll('\r\n', '\n');
      const now = view.state.doc.toString();
      if (now === next) return;
      view.dispatch({
        changes: changesBetween(now, next),
        annotations: Transaction.addToHistory.of(false),
      });
    },
    caret: () => ({ text: view.state.doc.toString(), offset: view.state.selection.main.head }),
    showProblems: (problems) => {
      const diagnostics = problems.map((problem): Diagnostic => {
        const line = lineAt(problem.line);
        const from = Math.min(line.from + problem.column - 1, line.to);
        const word = /^[^\s:,[\]{}]+/.exec(view.state.sliceDoc(from, line.to))?.[0].length ?? 0;
        return {
          from,
          to: from + word,
          severity: problem.severity,
          source: problem.code,
          message: problem.help === undefined ? problem.message : `${problem.message}\n${problem.help}`,
        };
      });
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    reveal: (number) => {
      const { from } = lineAt(number);
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: 'start', yMargin: 40 }),
      });
    },
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}

/** What makes one text of another, line by line: the caret and what was typed stay where they are. */
function changesBetween(before: string, after: string): { from: number; to: number; insert: string }[] {
  const old = linesOf(before);
  const starts = [0];
  for (const line of old) starts.push((starts.at(-1) ?? 0) + line.length);
  return diffIndices(old, linesOf(after)).map(({ buffer1: [at, length], buffer2Content }) => ({
    from: starts[at] ?? before.length,
    to: starts[at + length] ?? before.length,
    insert: buffer2Content.join(''),
  }));
}
