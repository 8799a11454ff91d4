import { dirname, join, sep } from 'node:path';
import { looksLikeAsyncApi } from '../spec/asyncapi/detect-document.ts';
import { pathFrom } from '../spec/path-shape.ts';
import { checkResources } from './check-resources.ts';
import { type DesignHome, type OpenDesign, openDesign } from './design-view.ts';
import { indexNames } from './name-index.ts';
import type { LspProgram, PlacedFinding } from './program.ts';

/** A file that an editor holds. */
export interface HeldText {
  readonly path: string;
  readonly version: number;
  readonly text: string;
}

/** What a file is, as far as its text tells. */
export type FileKind = 'root' | 'part' | 'asyncapi' | 'dapr' | 'other';

/** The texts that an editor holds, the designs that they belong to, and what is wrong with them. */
export interface Workspace {
  /** A text was opened, or changed. */
  hold(text: HeldText): void;
  close(path: string): void;
  /** Files changed on disk, or may have. */
  touch(paths?: readonly string[]): void;
  held(path: string): HeldText | undefined;
  /** The design that a file belongs to: that which reads it, else the nearest. */
  designOf(path: string): OpenDesign | undefined;
  /** What was found in a file, by the newest check. */
  findingsOf(path: string): readonly PlacedFinding[];
  /** Resolves when nothing waits to be checked any more. */
  settled(): Promise<void>;
  dispose(): void;
}

export interface WorkspaceOptions {
  readonly program: LspProgram;
  readonly ownRules: boolean;
  /** How long nothing may change before a design is checked, in ms. */
  readonly pause: number;
  readonly publish: (path: string, findings: readonly PlacedFinding[]) => void;
  readonly onError: (error: unknown) => void;
}

/** What is checked together: a design, or resources of Dapr. */
interface Subject {
  check(): Promise<ReadonlyMap<string, readonly PlacedFinding[]>>;
  /** Files with findings at the last check, absolute. */
  findings: ReadonlyMap<string, readonly PlacedFinding[]>;
  timer: NodeJS.Timeout | undefined;
  running: Promise<void> | undefined;
  isStale: boolean;
}

/** Opens an empty workspace. Nothing is read before a file is held. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { program, publish, onError } = options;
  const texts = new Map<string, HeldText>();
  const designs = new Map<string, OpenDesign>();
  const subjects = new Map<string, Subject>();
  const published = new Map<string, string>();
  let isDisposed = false;

  const textOf = (path: string): string | undefined => texts.get(path)?.text;
  const open = (home: DesignHome): OpenDesign => {
    const key =
      typeof home.entry === 'string' ? join(home.folder, home.root) : home.entry.documents.join('\0');
    const known = designs.get(key) ?? openDesign(home, textOf);
    designs.set(key, known);
    return known;
  };
  const designsOf = (path: string): readonly OpenDesign[] => {
    const text = textOf(path) ?? '';
    const kind = kindOf(text);
    if (kind === 'root') {
      const known = designs.get(path);
      return known === undefined ? homes(program.openRoot(path)) : [known];
    }
    const reading = [...designs.values()].filter((design) => design.reads(nameIn(design, path)));
    if (reading.length > 0) return reading;
    const nearest = homes(program.findNearest(dirname(path))).filter(
      (design) => kind === 'part' || design.reads(nameIn(design, path)),
    );
    if (nearest.length > 0 || kind !== 'asyncapi') return nearest;
    return homes(program.openDocument(path));
  };
  const homes = (home: DesignHome | undefined): readonly OpenDesign[] =>
    home === undefined ? [] : [open(home)];

  const checkDesign = async (design: OpenDesign): Promise<ReadonlyMap<string, PlacedFinding[]>> => {
    const { folder, root, entry } = design.home;
    const own = [...texts.values()].filter(({ path }) => isInside(folder, path));
    const checking = program.check({
      folder,
      root,
      entry,
      texts: Object.fromEntries(own.map(({ path, text }) => [nameIn(design, path), text])),
      ownRules: options.ownRules,
    });
    // Nobody types: what is asked next is answered from the newest state that can be read.
    const view = design.refresh();
    if (view !== undefined) indexNames(view);
    const found = await checking;
    return byFile(found, folder);
  };
  const checkDapr = async (path: string): Promise<ReadonlyMap<string, PlacedFinding[]>> => {
    const { folder, files } = program.daprNeighbours(path);
    const held = files.map((file) => ({ ...file, text: textOf(join(folder, file.path)) ?? file.text }));
    return byFile(checkResources(held), folder);
  };

  const publishAll = (): void => {
    const all = new Map<string, PlacedFinding[]>();
    for (const { findings } of subjects.values())
      for (const [path, own] of findings) all.set(path, [...(all.get(path) ?? []), ...own]);
    for (const path of new Set([...published.keys(), ...all.keys(), ...texts.keys()])) {
      const findings = withoutRepetition(all.get(path) ?? []);
      const said = JSON.stringify(findings);
      if (published.get(path) === said || (findings.length === 0 && !published.has(path) && !texts.has(path)))
        continue;
      published.set(path, said);
      publish(path, findings);
      if (findings.length === 0 && !texts.has(path)) published.delete(path);
    }
  };
  const run = (subject: Subject): void => {
    if (subject.running !== undefined || isDisposed) return;
    subject.isStale = false;
    subject.running = subject
      .check()
      .then((findings) => {
        if (isDisposed) return;
        subject.findings = findings;
        if (!subject.isStale) publishAll();
      })
      .catch(onError)
      .finally(() => {
        subject.running = undefined;
        if (subject.isStale && subject.timer === undefined) plan(subject);
      });
  };
  const plan = (subject: Subject): void => {
    subject.isStale = true;
    clearTimeout(subject.timer);
    if (isDisposed) return;
    subject.timer = setTimeout(() => {
      subject.timer = undefined;
      run(subject);
    }, options.pause);
  };
  const subject = (key: string, check: Subject['check']): Subject => {
    const known = subjects.get(key);
    if (known !== undefined) return known;
    const fresh: Subject = {
      check,
      findings: new Map(),
      timer: undefined,
      running: undefined,
      isStale: true,
    };
    subjects.set(key, fresh);
    return fresh;
  };
  const planFor = (path: string): void => {
    const kind = kindOf(textOf(path) ?? '');
    if (kind === 'dapr') plan(subject(`dapr ${dirname(path)}`, () => checkDapr(path)));
    for (const design of designsOf(path)) {
      design.touch(nameIn(design, path));
      plan(subject(`design ${design.home.folder}\0${design.home.root}`, () => checkDesign(design)));
    }
  };

  return {
    hold: (text) => {
      texts.set(text.path, text);
      for (const design of designs.values())
        if (isInside(design.home.folder, text.path)) design.touch(nameIn(design, text.path));
      planFor(text.path);
    },
    close: (path) => {
      planFor(path);
      texts.delete(path);
    },
    touch: () => {
      for (const design of designs.values()) design.touch();
      for (const each of subjects.values()) plan(each);
    },
    held: (path) => texts.get(path),
    designOf: (path) => designsOf(path)[0],
    findingsOf: (path) =>
      withoutRepetition([...subjects.values()].flatMap(({ findings }) => findings.get(path) ?? [])),
    settled: async () => {
      for (;;) {
        const waiting = [...subjects.values()].find(
          ({ timer, running }) => timer !== undefined || running !== undefined,
        );
        if (waiting === undefined || isDisposed) return;
        if (waiting.timer !== undefined) {
          clearTimeout(waiting.timer);
          waiting.timer = undefined;
          run(waiting);
        }
        await waiting.running;
      }
    },
    dispose: () => {
      isDisposed = true;
      for (const { timer } of subjects.values()) clearTimeout(timer);
    },
  };
}

/** Tells what a file is by its first keys, whether it can be parsed or not. */
export function kindOf(text: string): FileKind {
  if (looksLikeAsyncApi(text)) return 'asyncapi';
  if (/^apiVersion:[ \t]*["']?dapr\.io\//m.test(text)) return 'dapr';
  if (/^system:/m.test(text) && /^eda:/m.test(text)) return 'root';
  return /^eda:/m.test(text) ? 'part' : 'other';
}

function nameIn(design: OpenDesign, path: string): string {
  return pathFrom(design.home.folder, path);
}

function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function byFile(findings: readonly PlacedFinding[], folder: string): ReadonlyMap<string, PlacedFinding[]> {
  const files = new Map<string, PlacedFinding[]>();
  for (const finding of findings) {
    const path = join(folder, finding.diagnostic.at.file);
    const related = finding.related.map((other) => ({ ...other, file: join(folder, other.file) }));
    files.set(path, [...(files.get(path) ?? []), { ...finding, related }]);
  }
  return files;
}

/** Designs that share a part find the same there. */
function withoutRepetition(findings: readonly PlacedFinding[]): readonly PlacedFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ diagnostic: { code, message }, range }) => {
    const id = JSON.stringify([code, message, range]);
    return !seen.has(id) && seen.add(id) !== undefined;
  });
}
