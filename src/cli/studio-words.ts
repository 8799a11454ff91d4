import { posix } from 'node:path';
import { completeAsyncApi } from '../lsp/complete-asyncapi.ts';
import { completeLanguage } from '../lsp/complete-language.ts';
import { cursorAt } from '../lsp/cursor.ts';
import { describeName } from '../lsp/describe-name.ts';
import { openDesign } from '../lsp/design-view.ts';
import { languageShape } from '../lsp/language-shape.ts';
import { nameAt } from '../lsp/name-places.ts';
import { positionIn } from '../lsp/text-range.ts';
import { looksLikeAsyncApi } from '../spec/asyncapi/detect-document.ts';
import type { StudioWords, TextPlace } from '../studio/studio-words.ts';
import { createLspProgram } from './lsp-program.ts';
import type { Project } from './project.ts';

/** Answers the studio's editor by what the language server answers other editors. */
export function createWords({ folder, files, root, entry }: Project): StudioWords {
  let typed: TextPlace | undefined;
  const design = openDesign({ folder, root, entry, files }, (path) =>
    typed !== undefined && path === posix.join(folder, typed.file) ? typed.text : undefined,
  );
  // Findings are asked for elsewhere.
  const program = createLspProgram(() => Promise.resolve([]));
  const open = (place: TextPlace) => {
    typed = place;
    design.touch();
    const view = design.view();
    return { cursor: cursorAt(place.text, place.offset), ...(view === undefined ? {} : { view }) };
  };
  return {
    suggest: async (asked) => {
      const { cursor, view } = open(asked);
      if (cursor === undefined) return undefined;
      const { text, file } = asked;
      const { token } = cursor;
      const place = { cursor, text, column: positionIn(text, token.offset).character };
      const known = view === undefined ? { file } : { file, view };
      const found = looksLikeAsyncApi(text)
        ? completeAsyncApi(place, known)
        : completeLanguage(place, {
            ...known,
            isPart: file !== root,
            generators: program.generators,
            schemaFiles: () => files.glob('**/*.{json,avsc}').filter((path) => !notSchemas.test(path)),
          });
      return {
        from: token.offset,
        to: token.offset + token.length,
        items: found.map(({ label, kind, text: written = label, detail, description }) => ({
          label,
          kind,
          text: written,
          ...(detail === undefined ? {} : { detail }),
          ...(description === undefined ? {} : { description }),
        })),
      };
    },
    describe: async (asked) => {
      const { cursor, view } = open(asked);
      if (cursor === undefined || cursor.token.text === '') return undefined;
      const { path, on, token, members } = cursor;
      const name = nameAt(path, on, token.text);
      const named = name === undefined || view === undefined ? undefined : describeName(name, view, program);
      const shape = languageShape(path, members, asked.file !== root);
      const key =
        on === 'value'
          ? shape.description
          : shape.keys.find(({ name: own }) => own === token.text)?.description;
      const about = named ?? key;
      return about === undefined
        ? undefined
        : { from: token.offset, to: token.offset + token.length, text: about };
    },
    pathAt: async ({ text, offset }) => {
      const cursor = cursorAt(text, offset);
      if (cursor === undefined) return undefined;
      const { path, on, token } = cursor;
      return on === 'key' && token.text !== '' ? [...path, token.text] : path;
    },
  };
}

/** JSON below a design that describes no data: what is generated, and what tools keep. */
const notSchemas = /^(infra|services|docs|asyncapi)\/|(^|\/)(package(-lock)?|tsconfig[\w.-]*)\.json$|^eda\./;
