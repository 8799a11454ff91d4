import type { Place } from '../diagnostics/diagnostic.ts';
import { loadDesign } from '../pipeline.ts';
import { overlayFiles } from '../spec/overlay-files.ts';
import type { ProjectFiles } from '../spec/project-files.ts';
import type { ParseCache } from '../spec/source.ts';
import { applySplices, createSplicer, overlap, type Splice, type TextEdit } from '../spec/splice-edits.ts';
import { createEditContext, type EditableDesign, type EditContext } from './edits/edit-context.ts';
import { findDamage } from './edits/find-damage.ts';
import { type Refusal, refuse, type StudioOperation } from './edits/operation.ts';
import {
  type Planned,
  planAddDomain,
  planAddEvent,
  planAddPublication,
  planAddService,
  planAddSubscription,
  planMoveService,
  planVersionEvent,
} from './edits/plan-additions.ts';
import {
  planChangeSubscription,
  planDeleteEvent,
  planDeleteService,
  planRemovePublication,
  planRemoveSubscription,
  planRenameEvent,
  planRenameService,
} from './edits/plan-changes.ts';
import { planAddProjection, planDeleteProjection, planRenameProjection } from './edits/plan-projections.ts';
import { planAddSagaStep, planDeleteSagaStep, planRenameSagaStep } from './edits/plan-saga-steps.ts';

/** A file of the design whose text becomes another one. */
export interface TextChange {
  /** Relative to the project's folder. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** A text that an operation changes, and the stretches of it that it does change. */
export interface PlannedText extends TextChange {
  readonly splices: readonly Splice[];
}

/** The texts that an operation changes. */
export interface PlannedTexts {
  readonly ok: true;
  readonly files: readonly PlannedText[];
}

/**
 * Turns an operation into new texts of the files that own what it speaks of: only the lines that it means change. What
 * comes out is read again and compared with the design as it was; where anything else would differ, it is refused with
 * the reason, and so is what can't be written safely. Nothing is written here.
 * @param known values of files as they are now: what does not change is not parsed again
 */
export function planOperation(
  operation: StudioOperation,
  design: EditableDesign,
  files: ProjectFiles,
  known?: Pick<ParseCache, 'get' | 'findBlock'>,
): PlannedTexts | Refusal {
  const context = createEditContext(design);
  const planned = planEdits(operation, context);
  if (!planned.ok) return planned;
  const spliced = spliceTexts(planned.edits, design);
  if (!spliced.ok) return spliced;
  const changed = new Map(spliced.files.map(({ file, after }) => [file, after]));
  const { architecture, incomplete } = loadDesign(
    overlayFiles(files, (path) => changed.get(path)),
    design.root,
    // What comes out may never be written.
    known && { ...known, set: () => undefined },
  );
  if (architecture === undefined || incomplete)
    return refuse('the text could not be read any more', 'change it in your editor');
  const damage = findDamage(operation, design.architecture, architecture);
  return damage === undefined ? spliced : refuse(damage, 'change it in your editor');
}

function planEdits(operation: StudioOperation, context: EditContext): Planned {
  switch (operation.kind) {
    case 'add-domain':
      return planAddDomain(context, operation);
    case 'add-service':
      return planAddService(context, operation);
    case 'add-event':
      return planAddEvent(context, operation);
    case 'add-subscription':
      return planAddSubscription(context, operation);
    case 'add-publication':
      return planAddPublication(context, operation);
    case 'remove-subscription':
      return planRemoveSubscription(context, operation);
    case 'remove-publication':
      return planRemovePublication(context, operation);
    case 'rename-event':
      return planRenameEvent(context, operation);
    case 'rename-service':
      return planRenameService(context, operation);
    case 'move-service':
      return planMoveService(context, operation);
    case 'delete-event':
      return planDeleteEvent(context, operation);
    case 'delete-service':
      return planDeleteService(context, operation);
    case 'version-event':
      return planVersionEvent(context, operation);
    case 'change-subscription':
      return planChangeSubscription(context, operation);
    case 'add-projection':
      return planAddProjection(context, operation);
    case 'rename-projection':
      return planRenameProjection(context, operation);
    case 'delete-projection':
      return planDeleteProjection(context, operation);
    case 'add-saga-step':
      return planAddSagaStep(context, operation);
    case 'rename-saga-step':
      return planRenameSagaStep(context, operation);
    case 'delete-saga-step':
      return planDeleteSagaStep(context, operation);
  }
}

/**
 * All edits as splices, file by file; refused where one of them finds no place, or two the same.
 */
export function spliceTexts(edits: readonly TextEdit[], { source }: EditableDesign): PlannedTexts | Refusal {
  const byFile = new Map<string, TextEdit[]>();
  for (const edit of edits) {
    const foreign = foreignPlace(edit.at, source);
    if (foreign !== undefined)
      return refuse(
        `this stands in ${foreign.file}, which is no file of the design's own`,
        'change it there',
      );
    byFile.set(edit.at.file, [...(byFile.get(edit.at.file) ?? []), edit]);
  }
  const files: PlannedText[] = [];
  for (const [file, own] of byFile) {
    const before = source.texts.get(file);
    if (before === undefined) return refuse(`${file} is no file of the design`);
    const splicer = createSplicer(before, source.locate);
    for (const edit of own) {
      if (splicer([edit]).length === 0)
        return refuse(
          `${file} can't be changed there without touching more than is meant`,
          'an anchor, a comment between or a value over several lines is in the way: change it in your editor',
        );
    }
    const splices = splicer(own);
    if (
      splices.some((one, index) =>
        splices.slice(index + 1).some((other) => overlap(one, other) && one.length + other.length > 0),
      )
    )
      return refuse(`${file} would be changed twice at one place`, 'change it in your editor');
    const after = applySplices(before, splices);
    if (after !== before) files.push({ file, before, after, splices });
  }
  return { ok: true, files };
}

/** Where a place stands that is not in a text of the language: in an AsyncAPI document. */
function foreignPlace(at: Place, source: EditableDesign['source']): Place | undefined {
  const place = source.placeOf(at);
  return place === at && source.texts.has(at.file) ? undefined : place;
}
