import type { FoundElement, StudioComparison, StudioRevisions } from './api.ts';
import { createChanger } from './change-design.ts';
import { createComparer } from './compare/create-comparer.ts';
import type { DesignStore, StudioProject } from './design-store.ts';
import { createLiveHandler } from './live/live-routes.ts';
import type { SceneQuery } from './scene-store.ts';
import { failure, fine } from './server/api-answer.ts';
import type { ApiAnswer, ApiHandler } from './server/start-server.ts';
import { readTextPlace, type TextPlace } from './studio-words.ts';
import { type ChangeHistory, createChangeHistory } from './texts/change-history.ts';

export interface StudioRoutes {
  readonly project: StudioProject;
  readonly store: DesignStore;
  readonly readOnly: boolean;
  /** Resolves when the design was read for the first time. */
  readonly ready: Promise<unknown>;
  /** Reads the files again. */
  readonly reload: () => Promise<void>;
  /** Is told of each change until the function that it gives back is called. */
  readonly onChange: (listener: () => void) => () => void;
}

/** Everything that the page may ask. */
export function createRoutes(context: StudioRoutes): ApiHandler {
  const { store, readOnly, ready, onChange } = context;
  const history = createChangeHistory();
  const change = createChanger({ ...context, history });
  const comparer = createComparer(context.project.revisions, store.state);
  const live = createLiveHandler({ ...context.project, store, readOnly });
  const elementAt = async (place: TextPlace): Promise<FoundElement> => {
    const way = await context.project.words.pathAt(place);
    const element = way === undefined ? undefined : store.state()?.elementAt({ file: place.file, path: way });
    return element === undefined ? {} : { element };
  };
  return async (request) => {
    await ready;
    const { method, path, query } = request;
    if (method === 'POST') {
      if (path === 'suggest' || path === 'describe' || path === 'element-at') {
        const place = readTextPlace(request.body);
        if (place === undefined) return failure(400, 'a file, a text and a place in it are expected');
        return path === 'element-at'
          ? fine(await elementAt(place))
          : fine((await context.project.words[path](place)) ?? null);
      }
      return (await change(request)) ?? live(request);
    }
    const asked = (name: string): string | undefined => query.get(name) ?? undefined;
    switch (path) {
      case 'design':
        return fine(store.design({ readOnly, ...titlesOf(history) }));
      case 'text':
        return found(
          store.text(asked('file') ?? ''),
          'the design has no such file, or it can\u2019t be read',
        );
      case 'scene': {
        const base = asked('base') ?? '';
        const compared = base === '' ? undefined : comparer.compare(base, asked('head') ?? '');
        if (compared?.ok === false) return failure(422, compared.message, compared.help);
        return found(
          await store.scene(sceneQuery(query), compared),
          'there is no such view, or nothing was read yet',
        );
      }
      case 'comparison': {
        const [base, head] = [asked('base') ?? '', asked('head') ?? ''];
        const compared = comparer.compare(base, head);
        return compared.ok
          ? fine({ base, head, changes: compared.changes } satisfies StudioComparison)
          : failure(422, compared.message, compared.help);
      }
      case 'revisions':
        return fine({ revisions: context.project.revisions.list() } satisfies StudioRevisions);
      case 'element':
        return found(await store.element(asked('id') ?? '', asked('env')), 'the design has no such element');
      case 'impact':
        return found(store.impact(asked('event') ?? '', asked('field')), 'the design has no such event');
      case 'events':
        return {
          stream: (send) => {
            const tell = (): void => send('design', { revision: store.revision() });
            tell();
            return onChange(tell);
          },
        };
      default:
        return live(request);
    }
  };
}

function titlesOf(history: ChangeHistory): { readonly undo?: string; readonly redo?: string } {
  const [undo, redo] = [history.undo()?.title, history.redo()?.title];
  return { ...(undo === undefined ? {} : { undo }), ...(redo === undefined ? {} : { redo }) };
}

function found(body: unknown, error: string): ApiAnswer {
  return body === undefined ? failure(404, error) : fine(body);
}

function sceneQuery(query: URLSearchParams): SceneQuery {
  const environment = query.get('env');
  const depth = Number(query.get('depth') ?? 1);
  return {
    view: query.get('view') ?? '',
    ...(environment === null || environment === '' ? {} : { environment }),
    focus: query.getAll('focus'),
    depth: Number.isInteger(depth) && depth >= 0 && depth <= 9 ? depth : 1,
    collapsed: query.getAll('collapse'),
    hidden: query.getAll('hide'),
  };
}
