import { createHash } from 'node:crypto';
import type { EffectiveDelivery } from '../delivery/effective-delivery.ts';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { Design } from '../draw/drawing.ts';
import { type LayoutFile, layoutFile, readLayoutFile } from '../draw/layout/layout-file.ts';
import { indexArchitecture } from '../model/query.ts';
import type { DesignTexts, LoadedDesign } from '../pipeline.ts';
import type { ProjectFiles } from '../spec/project-files.ts';
import { locateIn, type ParseCache } from '../spec/source.ts';
import type {
  ElementDetail,
  GeneratedChanges,
  StudioDesign,
  StudioImpact,
  StudioProblem,
  StudioScene,
  StudioText,
} from './api.ts';
import type { ComparedDesigns } from './compare/create-comparer.ts';
import type { RevisionsPort } from './compare/revisions.ts';
import { describeElement } from './describe/describe-element.ts';
import { describeImpact } from './describe/describe-impact.ts';
import { excerptOf } from './describe/excerpt.ts';
import { createElementFinder, listElements, type PlacedElement } from './describe/list-elements.ts';
import { listProblems } from './describe/list-problems.ts';
import { readDescriptions } from './describe/read-descriptions.ts';
import type { TextChange } from './edits.ts';
import type { RunningSystemPort, SystemControl } from './live/running-system.ts';
import { createSceneStore, type LayoutService, type SceneQuery } from './scene-store.ts';
import { studioViews } from './studio-views.ts';
import type { StudioWords } from './studio-words.ts';

/** What became of texts that were to be written. */
export type WrittenTexts =
  | { readonly ok: true }
  | { readonly ok: false; readonly changed: string }
  | { readonly ok: false; readonly fault: string };

/** What the studio asks of the program that it is part of. */
export interface StudioProject {
  /** Root file of the design, relative to the project's folder. */
  readonly file: string;
  /**
   * Reads the design and judges it; with other texts in some of its files where they are given. Without them, and where
   * nothing has changed, the answer may be the one that was given before.
   */
  check(
    texts?: ReadonlyMap<string, string>,
  ): Promise<{ readonly design: LoadedDesign; readonly diagnostics: readonly Diagnostic[] }>;
  /** Values of files as they are on disk, for who reads them with other texts in some. */
  readonly parsed: Pick<ParseCache, 'get' | 'findBlock'>;
  /** What generators would write differently with other texts in some files. */
  compareGenerated(texts: ReadonlyMap<string, string>): Promise<GeneratedChanges>;
  /** The files that the design is read from. */
  readonly files: ProjectFiles;
  /** Writes texts of the design, all or none; says where something else stands on disk by now, or why the disk refuses. */
  write(changes: readonly TextChange[]): WrittenTexts;
  /** What may be written in its files, and what stands there. */
  readonly words: StudioWords;
  /** What it can be compared with. */
  readonly revisions: RevisionsPort;
  /** The system that runs of this design. */
  readonly system: RunningSystemPort;
  /** What starts and stops it. */
  readonly control: SystemControl;
  /** A delivery in sentences. */
  explain(delivery: EffectiveDelivery, source: DesignTexts, design: Design): string;
}

/** A design that was read, with what is asked of it again and again. */
export interface ReadState {
  readonly revision: string;
  readonly design: Design;
  readonly source: DesignTexts;
  readonly diagnostics: readonly Diagnostic[];
  readonly elements: readonly PlacedElement[];
  /** The element that a place lies in. */
  readonly elementAt: (place: Place) => string | undefined;
  readonly problems: readonly StudioProblem[];
  /** Where people put things. */
  readonly places: LayoutFile;
}

/** The design as the studio shows it: the newest that could be read. */
export interface DesignStore {
  /** Reads the files again; says whether anything is different. */
  reload(): Promise<boolean>;
  /** The newest state; undefined where no text could be read yet. */
  state(): ReadState | undefined;
  /** Of what is on disk, drawable or not. */
  revision(): string;
  design(page: Pick<StudioDesign, 'readOnly' | 'undo' | 'redo'>): StudioDesign;
  /** A file of the design as it is on disk. */
  text(file: string): StudioText | undefined;
  scene(query: SceneQuery, compared?: ComparedDesigns): Promise<StudioScene | undefined>;
  /** Has a view laid out as a whole again, with the next reading: pictures go on from what was seen before otherwise. */
  layOutAnew(view: string): void;
  element(id: string, environment: string | undefined): Promise<ElementDetail | undefined>;
  impact(event: string, field: string | undefined): StudioImpact | undefined;
}

/** Opens a design. Nothing is read before the first `reload`. */
export function createDesignStore(project: StudioProject, layout: LayoutService): DesignStore {
  let state: ReadState | undefined;
  let revision = '';
  let broken: StudioProblem | undefined;
  let problems: readonly StudioProblem[] = [];
  const scenes = createSceneStore(layout);

  /** How often somebody had a view laid out as a whole. */
  let turns = 0;
  let last: { readonly checked: unknown; readonly places: string; readonly turns: number } | undefined;

  const reload = async (): Promise<boolean> => {
    const checked = await project.check();
    const { design: loaded, diagnostics } = checked;
    const { architecture, source, incomplete } = loaded;
    const read = project.files.read(layoutFile);
    const places = read.ok ? read.text : '';
    if (last?.checked === checked && last.places === places && last.turns === turns) return false;
    last = { checked, places, turns };
    const next = revisionOf(source, diagnostics, `${places}${turns === 0 ? '' : turns}`);
    if (next === revision) return false;
    revision = next;
    if (architecture === undefined || source === undefined || incomplete) {
      problems = listProblems(diagnostics, {
        locate: source?.locate ?? locateIn(project.files, new Map()),
        elementOf: () => undefined,
      });
      broken = problems.find(({ severity }) => severity === 'error') ?? problems[0];
      return true;
    }
    const design = { architecture, index: indexArchitecture(architecture) };
    const elements = listElements(architecture);
    const elementAt = createElementFinder(elements, source.placeOf);
    problems = listProblems(diagnostics, { locate: source.locate, elementOf: elementAt });
    broken = undefined;
    state = {
      revision,
      design,
      source,
      diagnostics,
      elements,
      elementAt,
      problems,
      places: readLayoutFile(places),
    };
    scenes.forget();
    return true;
  };

  return {
    reload,
    state: () => state,
    revision: () => revision,
    design: (page) => ({
      revision,
      system: systemOf(state, project.file),
      file: project.file,
      ...page,
      arranged: Object.keys(state?.places.views ?? {}),
      texts: [...new Set([project.file, ...(state?.source.texts.keys() ?? [])])],
      ...(broken === undefined ? {} : { broken }),
      environments: Object.keys(state?.design.architecture.environments ?? {}),
      views: studioViews,
      elements: (state?.elements ?? []).map(({ at: _at, ...element }) => element),
      problems,
    }),
    text: (file) => {
      if (file !== project.file && state?.source.texts.has(file) !== true) return undefined;
      const read = project.files.read(file);
      return read.ok ? { file, text: read.text } : undefined;
    },
    scene: async (query, compared) => {
      if (state === undefined) return undefined;
      const { design, revision: of, places } = state;
      const drawn = await scenes.draw(design, query, places, compared);
      return drawn === undefined ? undefined : { revision: of, ...drawn };
    },
    layOutAnew: (view) => {
      scenes.layOutAnew(view);
      turns += 1;
    },
    element: async (id, environment) => {
      const element = state?.elements.find((one) => one.id === id);
      if (state === undefined || element === undefined) return undefined;
      const { design, source, elements, revision: of } = state;
      const known = Object.keys(design.architecture.environments);
      const where = environment !== undefined && known.includes(environment) ? environment : (known[0] ?? '');
      const described = describeElement(element, where, {
        ...design,
        explain: (delivery) => project.explain(delivery, source, design),
      });
      return {
        revision: of,
        ...(await readDescriptions(described, elements, design.architecture)),
        source: sourceOf(element.at, source),
      };
    },
    impact: (event, field) =>
      state === undefined || state.design.architecture.events[event] === undefined
        ? undefined
        : { revision: state.revision, ...describeImpact(state.design.architecture, event, field) },
  };
}

function systemOf(state: ReadState | undefined, file: string): StudioDesign['system'] {
  if (state === undefined) return { name: file, title: file, version: '' };
  const { name, title, version } = state.design.architecture.system;
  return { name, title, version };
}

function sourceOf(at: Place, source: DesignTexts): ElementDetail['source'] {
  const place = source.placeOf(at);
  // On the key, so that the excerpt begins with the name.
  const { line } = source.locate({ ...place, on: 'key' });
  return excerptOf(place.file, source.texts.get(place.file) ?? '', line);
}

/** Of all texts and of what is wrong, which may change without them: with time, with files that are not there. */
function revisionOf(
  source: DesignTexts | undefined,
  diagnostics: readonly Diagnostic[],
  places: string,
): string {
  const hash = createHash('sha256');
  for (const [file, text] of source?.texts ?? []) hash.update(JSON.stringify([file, text]));
  hash.update(places);
  hash.update(JSON.stringify(diagnostics.map(({ code, message, at }) => [code, message, at.file])));
  return hash.digest('hex').slice(0, 16);
}
