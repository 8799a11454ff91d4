/**
 * What the server and the page of the studio say to each other, as JSON. Everything is read anew by its revision: an
 * answer belongs to the texts that it was made from.
 */
import type { Verdict } from '../diff/change.ts';
import type { SubjectKind } from '../diff/subject.ts';
import type { Scene } from '../draw/scene/scene.ts';
import type { RichText } from '../markdown/rich-text.ts';
import type { Hunk } from './texts/diff-texts.ts';
import type { MergedPart } from './texts/merge-texts.ts';

/** `GET /api/design` */
export interface StudioDesign {
  /** Changes with every change of a text of the design. */
  readonly revision: string;
  readonly system: { readonly name: string; readonly title: string; readonly version: string };
  /** Root file, relative to the project's folder. */
  readonly file: string;
  readonly readOnly: boolean;
  /** Why the texts on disk can't be drawn: what is shown is how the design was before. */
  readonly broken?: StudioProblem;
  readonly environments: readonly string[];
  readonly views: readonly StudioView[];
  readonly elements: readonly ElementSummary[];
  readonly problems: readonly StudioProblem[];
  /** Files of the design, the root first. */
  readonly texts: readonly string[];
  /** Views in which people put things where they are. */
  readonly arranged: readonly string[];
  /** What undo and redo would do, in words. */
  readonly undo?: string;
  readonly redo?: string;
}

export interface StudioView {
  readonly id: Scene['view'];
  readonly word: string;
  readonly title: string;
}

/** A thing of a design that can be selected, searched and inspected. */
export interface ElementSummary {
  /** `event:todos.task.created` */
  readonly id: string;
  readonly kind: ElementKind;
  readonly name: string;
  /** Of what stands in a domain, its name; empty for what stands in none. */
  readonly domain: string;
  /** Searched beside the name. */
  readonly about: string;
}

export type ElementKind =
  | 'domain'
  | 'service'
  | 'external'
  | 'event'
  | 'command'
  | 'topic'
  | 'projection'
  | 'aggregate'
  | 'saga';

export interface StudioProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly help?: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The element that it speaks of. */
  readonly element?: string;
  /** What would mend it; `POST /api/fix` with the problem's fingerprint. */
  readonly fix?: { readonly title: string; readonly safe: boolean };
  readonly fingerprint: string;
}

/** `GET /api/scene?view=…` */
export interface StudioScene {
  readonly revision: string;
  readonly scene: Scene;
  /** Where two states of the design are compared (`base=…&head=…`): what became of each thing. */
  readonly marks?: SceneMarks;
}

/** By the ids of nodes and edges; what is not named stayed as it was. */
export interface SceneMarks {
  readonly nodes: { readonly [node: string]: ChangeMark };
  readonly edges: { readonly [edge: string]: ChangeMark };
}

export type ChangeMark = 'added' | 'removed' | 'changed';

/** `GET /api/revisions`: what the design can be compared with. */
export interface StudioRevisions {
  readonly revisions: readonly RevisionName[];
}

export interface RevisionName {
  /** `release:1.2.0`, or as git calls it. */
  readonly name: string;
  readonly kind: 'release' | 'branch' | 'tag' | 'commit';
  readonly about?: string;
}

/** `GET /api/comparison?base=…&head=…`; an empty head is the design on disk. */
export interface StudioComparison {
  readonly base: string;
  readonly head: string;
  /** The gravest first. */
  readonly changes: readonly ChangeLine[];
}

export interface ChangeLine {
  readonly fingerprint: string;
  readonly verdict: Verdict;
  /** Kind and name of what it is about: `subscription`, `billing ← orders.order.placed`. */
  readonly kind: SubjectKind;
  readonly name: string;
  readonly what: string;
  readonly why?: string;
  readonly mark: ChangeMark;
  /** Ids of the elements that it shows on. */
  readonly elements: readonly string[];
  /** Services that mind it. */
  readonly affected: readonly string[];
}

/** `GET /api/element?id=…` */
export interface ElementDetail {
  readonly revision: string;
  readonly id: string;
  readonly kind: ElementKind;
  readonly name: string;
  /** One line, as it was written. */
  readonly summary?: string;
  readonly description?: RichText;
  readonly facts: readonly Fact[];
  /** Of an event: its data. */
  readonly fields?: readonly FieldLine[];
  readonly example?: string;
  readonly operations?: readonly {
    readonly name: string;
    readonly call: string;
    readonly description?: RichText;
  }[];
  readonly relations: readonly RelationList[];
  /** Of an event or a service: what really happens to each delivery in the environment. */
  readonly deliveries: readonly StudioDelivery[];
  readonly source: SourceExcerpt;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Where the value leads to. */
  readonly element?: string;
}

export interface FieldLine {
  readonly path: string;
  readonly depth: number;
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly key: boolean;
  readonly personal: boolean;
  readonly deprecated: boolean;
  readonly description?: string;
}

/** Others that an element has to do with: `taken by`, three services. */
export interface RelationList {
  readonly title: string;
  readonly items: readonly { readonly element: string; readonly name: string; readonly note?: string }[];
}

export interface StudioDelivery {
  readonly service: string;
  readonly event: string;
  readonly broker: string;
  readonly topic: string;
  /** Times in ms after the event; the usual case. */
  readonly attempts: readonly { readonly attempt: number; readonly after: number }[];
  readonly timeout: number;
  /** Until the last attempt has ended, at latest. */
  readonly longest: number;
  /** The same in sentences, a line each. */
  readonly text: string;
}

export interface SourceExcerpt {
  readonly file: string;
  /** One-based number of the first of `lines`. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** `GET /api/impact?event=…&field=…` */
export interface StudioImpact {
  readonly revision: string;
  readonly event: string;
  readonly field?: string;
  readonly publishers: readonly string[];
  readonly takers: readonly { readonly service: string; readonly reads: 'yes' | 'no' | 'unknown' }[];
  readonly follows: readonly {
    readonly event: string;
    readonly depth: number;
    readonly by: string;
    readonly takers: readonly string[];
  }[];
  readonly sagas: readonly string[];
  readonly owners: readonly string[];
  /** Ids of elements, with their distance from the event: 0 itself, 1 direct, more indirect. */
  readonly distances: { readonly [element: string]: number };
}

/** What the server says when the design has changed: server-sent event `design`. */
export interface DesignChanged {
  readonly revision: string;
}

/** `GET /api/text?file=…`: a file of the design as it is on disk. */
export interface StudioText {
  readonly file: string;
  readonly text: string;
}

/** A file that a change writes, as people read it. */
export interface FileDiff {
  readonly file: string;
  readonly hunks: readonly Hunk[];
}

/** `POST /api/operation`, `/api/fix` and `/api/text` with `preview`: nothing is written. */
export interface StudioPreview {
  /** What it was planned for: sent back as `If-Match` with what shall be done. */
  readonly revision: string;
  readonly title: string;
  readonly files: readonly FileDiff[];
  /** Findings that were not there before. */
  readonly breaks: readonly StudioProblem[];
  /** How many findings would be gone. */
  readonly mends: number;
  /** Services that take what would be deleted or renamed. */
  readonly reaches: readonly string[];
}

/** `POST /api/generated`: what `eda generate` would write differently after an operation. */
export interface GeneratedChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Why nothing can be generated then; the lists are empty. */
  readonly refused?: string;
}

/** `POST /api/operation`, `/api/fix`, `/api/text`, `/api/undo`, `/api/redo`: it stands on disk. */
export interface StudioChange {
  readonly revision: string;
  readonly title: string;
  readonly files: readonly FileDiff[];
  /** The texts had changed since the page saw them: it was done on what is there now. */
  readonly replayed: boolean;
}

/** `POST /api/suggest`: what may be written at a place of a text; null: nothing. Offsets in UTF-16 units. */
export interface Suggestions {
  readonly from: number;
  readonly to: number;
  readonly items: readonly {
    readonly label: string;
    readonly kind: string;
    /** What is written. */
    readonly text: string;
    readonly detail?: string;
    /** Markdown. */
    readonly description?: string;
  }[];
}

/** `POST /api/describe`: what stands at a place of a text; null: nothing that is known. */
export interface WordMeaning {
  readonly from: number;
  readonly to: number;
  /** Markdown. */
  readonly text: string;
}

/** `POST /api/element-at`: the element that a place of a text lies in. */
export interface FoundElement {
  readonly element?: string;
}

/** `POST /api/check`: what is wrong with texts that are not written yet. */
export interface DraftProblems {
  readonly problems: readonly StudioProblem[];
}

/** Server-sent event `live` of `GET /api/live`: how the running system does, now and then. */
export interface LiveFrame {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Where it runs; absent: it does not. */
  readonly environment?: string;
  readonly edges: readonly LiveEdge[];
  readonly services: readonly LiveService[];
  readonly dev: DevState;
}

/** What `eda dev` does in the project. */
export interface DevState {
  readonly phase: 'stopped' | 'starting' | 'running' | 'stopping';
  /** True: the studio started it, and may stop it. */
  readonly isOurs: boolean;
  /** Its last lines, where the studio started it and it ended by itself. */
  readonly failure?: readonly string[];
}

/** `POST /api/system`; without `sure` nothing is done. */
export interface SystemRequest {
  readonly action: 'start' | 'stop';
  readonly sure: boolean;
}

/** What an edge carries. Ids of elements. */
export interface LiveEdge {
  readonly from: string;
  readonly to: string;
  /** Messages a second, of the last ten seconds; `failed` attempts and `dead` letters of the same time. */
  readonly rate: number;
  readonly failed: number;
  readonly dead: number;
  /** Messages since the last frame. */
  readonly fresh: number;
  /** Since the log of the system was opened. */
  readonly total: number;
  /** False: it is seen, and the design says nothing of it. */
  readonly isDesigned: boolean;
  readonly event: string;
  readonly service: string;
}

export interface LiveService {
  readonly service: string;
  /** Events in its outbox. */
  readonly waiting: number;
  readonly parked: number;
  readonly deadLetters: number;
}

/** `GET /api/messages?from=…&to=…`: a message on an edge, as far as is known. */
export interface LiveMessage {
  readonly eventId: string;
  readonly event: string;
  readonly service: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly outcome: 'published' | 'delivered' | 'handled' | 'failed' | 'dead-lettered' | 'lost' | 'waiting';
  readonly attempts: number;
  readonly ms?: number;
  readonly error?: string;
  readonly correlationId?: string;
  readonly from?: string;
  readonly to?: string;
  /** JSON; what is personal is masked. Absent: it was not kept. */
  readonly data?: string;
}

/** `GET /api/flow?id=…`: all that is known of a conversation, in the order of time. */
export interface LiveFlow {
  readonly id: string;
  readonly steps: readonly {
    readonly at: number;
    readonly service: string;
    /** `→` published, `✓` handled, `✗` failed, `…` waits, `·` else. */
    readonly mark: string;
    readonly text: string;
    readonly detail: string;
    readonly eventId?: string;
  }[];
}

/** `GET /api/dead-letters` */
export interface DeadLetterSummary {
  readonly service: string;
  readonly id: string;
  readonly event: string;
  readonly eventId: string;
  readonly reason: string;
  readonly error?: string;
  readonly attempts: number;
  readonly lastAt: string;
}

/** `GET /api/dead-letter?service=…&id=…` */
export interface DeadLetterDetail extends DeadLetterSummary {
  /** JSON; what is personal is masked. */
  readonly data?: string;
  readonly stack?: string;
}

/** `GET /api/example?event=…`: data that fit, and where they would be sent. */
export interface EventExample {
  readonly event: string;
  /** JSON */
  readonly data: string;
  /** Absent: nothing runs. */
  readonly environment?: string;
  /** True: it is no environment for trying things; sending has to be confirmed by its name. */
  readonly asks: boolean;
}

/** `POST /api/send` */
export interface SentExample {
  readonly eventId: string;
  /** For which it was sent. */
  readonly service: string;
}

/** Every refusal. */
export interface ApiError {
  readonly error: string;
  readonly help?: string;
  /** Of a text: what stands on disk now, and the lines that both changed. Nothing was written. */
  readonly conflict?: StudioText & { readonly parts: readonly MergedPart[] };
}
