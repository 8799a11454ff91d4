import { type CompletionItem, CompletionItemKind, MarkupKind } from 'vscode-languageserver-protocol/node';
import { pathFrom } from '../spec/path-shape.ts';
import { completeAsyncApi } from './complete-asyncapi.ts';
import { completeDapr } from './complete-dapr.ts';
import { completeLanguage } from './complete-language.ts';
import { cursorAt } from './cursor.ts';
import type { OpenDesign } from './design-view.ts';
import type { AskedPlace, LspSession } from './session.ts';
import type { CompletionPlace, Suggestion } from './suggestion.ts';
import { positionIn, rangeIn } from './text-range.ts';
import { kindOf } from './workspace.ts';

/** What may be written at an offset of a text. */
export function complete(asked: AskedPlace, session: LspSession): CompletionItem[] {
  const { text, offset } = asked;
  const cursor = cursorAt(text, offset);
  if (cursor === undefined) return [];
  const { token } = cursor;
  const place: CompletionPlace = { cursor, text, column: positionIn(text, token.offset).character };
  const range = rangeIn(text, token);
  return suggestionsFor(place, asked, session).map((suggestion, index): CompletionItem => {
    const { label, kind, detail, description, first } = suggestion;
    const newText = suggestion.text ?? label;
    return {
      label,
      kind: kinds[kind],
      ...(detail === undefined ? {} : { detail }),
      ...(description === undefined
        ? {}
        : { documentation: { kind: MarkupKind.Markdown, value: description } }),
      // In the order of the language, not of the alphabet.
      sortText: `${first === true ? 0 : 1}${String(index).padStart(5, '0')}`,
      filterText: token.quote === '' ? label : `${token.quote}${label}`,
      textEdit: { range, newText },
    };
  });
}

const kinds: { readonly [kind in Suggestion['kind']]: CompletionItemKind } = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  event: CompletionItemKind.Event,
  service: CompletionItemKind.Module,
  name: CompletionItemKind.Reference,
  schema: CompletionItemKind.Class,
  file: CompletionItemKind.File,
};

function suggestionsFor(
  place: CompletionPlace,
  { path, text }: AskedPlace,
  { workspace, program }: LspSession,
): readonly Suggestion[] {
  const kind = kindOf(text);
  if (kind === 'dapr') return completeDapr(place);
  const design = workspace.designOf(path);
  const view = design?.view();
  const file = design === undefined ? path : pathFrom(design.home.folder, path);
  const known = view === undefined ? {} : { view };
  if (kind === 'asyncapi') return completeAsyncApi(place, { ...known, file });
  // A new file is about to say what it is.
  const isNew = /(^|[\\/])eda\.ya?ml$|\.eda\.ya?ml$/.test(path);
  if (kind === 'other' && !isNew) return [];
  return completeLanguage(place, {
    ...known,
    file,
    isPart: kind === 'part',
    generators: program.generators,
    schemaFiles: () => schemaFiles(design),
  });
}

/** Files with schemas: below the design's folder, without what is generated there. */
function schemaFiles(design: OpenDesign | undefined): readonly string[] {
  if (design === undefined) return [];
  return design.files
    .glob('**/*.{json,avsc}')
    .filter(
      (path) =>
        !/^(infra|services|docs|asyncapi)\/|(^|\/)(package(-lock)?|tsconfig[\w.-]*)\.json$|^eda\./.test(path),
    );
}
