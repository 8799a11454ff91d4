import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import type { Suggestions, WordMeaning } from '../../api.ts';
import { post } from '../api-client.ts';
import { renderMarkdown } from './render-markdown.ts';

/** Completion and hover of a file of the design: keys and values of the language, names of the design. */
export function editorWords(file: () => string): Extension {
  return [
    autocompletion({ override: [(context) => suggest(file(), context)], icons: false }),
    hoverTooltip(async (view, offset) => {
      const answer = await post<WordMeaning | null>('describe', {
        file: file(),
        text: view.state.doc.toString(),
        offset,
      });
      if (!answer.ok || answer.value === null) return null;
      const { from, to, text } = answer.value;
      return { pos: from, end: to, create: () => ({ dom: renderMarkdown(text) }) };
    }),
  ];
}

async function suggest(file: string, context: CompletionContext): Promise<CompletionResult | null> {
  // Nobody who writes a new line wants to be asked at once.
  if (!context.explicit && context.matchBefore(/[\w.$'"/#-]+|: $/) === null) return null;
  const answer = await post<Suggestions | null>('suggest', {
    file,
    text: context.state.doc.toString(),
    offset: context.pos,
  });
  if (!answer.ok || answer.value === null || context.aborted) return null;
  const { from, items } = answer.value;
  return {
    from: Math.min(from, context.pos),
    options: items.map(({ label, text, kind, detail, description }, index) => ({
      label,
      apply: text,
      type: kind,
      // In the order of the language, not of the alphabet.
      boost: -Math.min(99, index),
      ...(detail === undefined ? {} : { detail }),
      ...(description === undefined ? {} : { info: () => renderMarkdown(description) }),
    })),
    validFor: /^[\w.$-]*$/,
  };
}
