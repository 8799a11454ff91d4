import type { EventContract, PreviousVersion } from '../../model/architecture.ts';
import { commentText, printComment } from '../../print/comment.ts';
import { printImports } from '../../print/imports.ts';
import { printLiteral, printString } from '../../print/literal.ts';
import { type Code, expression, printCode } from './print-code.ts';
import { fromGenerated, type ServiceView, takenEvents, toGenerated } from './service-view.ts';
import { fileNames } from './unique-names.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** `upcasters.ts`: how data of previous versions become data of the newest, for the events that the service takes. */
export const planUpcasters: PlanFiles = (workshop, view) => {
  const events = upcastEvents(view);
  if (events.length === 0) return [];
  const path = view.folders.generated;
  return [
    templated(workshop, {
      path: `${path}/upcasters.ts`,
      owner: 'eda',
      template: 'upcasters.ts',
      inputs: [
        view.folders,
        events.map(({ name, version, previous }) => [name, workshop.book.ofEvent(name), version, previous]),
      ],
      view: () => upcastersView(workshop, view, events),
    }),
    ...codeUpcasters(workshop, events).map((upcaster) =>
      templated(workshop, {
        path: `${view.folders.upcasters}/${upcaster.file}.ts`,
        owner: 'once',
        template: 'upcaster-stub.ts',
        inputs: [upcaster.event.name, upcaster.from, upcaster.to],
        view: () => stubView(view, upcaster),
      }),
    ),
  ];
};

/** Events that the service takes and that have older versions. */
export function upcastEvents(view: ServiceView): EventContract[] {
  return takenEvents(view).filter(({ previous }) => previous.length > 0);
}

/** A step between two versions that people write. */
export interface CodeStep {
  readonly event: EventContract;
  readonly from: string;
  readonly to: string;
  /** `to` is the newest version. */
  readonly isLast: boolean;
}

/** The steps that people write of some events, from old versions to new. */
export function codeSteps(events: readonly EventContract[]): CodeStep[] {
  return events.flatMap((event) =>
    event.previous.flatMap(({ version: from, upcast }, index) => {
      if (upcast.by !== 'code') return [];
      const newer = event.previous[index + 1]?.version;
      return [{ event, from, to: newer ?? event.version, isLast: newer === undefined }];
    }),
  );
}

interface CodeUpcaster extends CodeStep {
  /** Name of its file. */
  readonly file: string;
  /** Types of what it takes and gives. */
  readonly old: string;
  readonly next: string;
}

function codeUpcasters({ book }: Workshop, events: readonly EventContract[]): CodeUpcaster[] {
  const files = fileNames(events.map(({ name }) => name));
  return codeSteps(events).map((step) => {
    const { event, from, to, isLast } = step;
    return {
      ...step,
      file: `${files.get(event.name)}-${from.replace(/[^0-9A-Za-z.-]+/g, '_')}`,
      old: book.ofVersion(event.name, from),
      next: isLast ? book.ofEvent(event.name) : book.ofVersion(event.name, to),
    };
  });
}

function stubView(view: ServiceView, { event, from, to, old, next }: CodeUpcaster): object {
  return {
    imports: printImports([
      { from: `${toGenerated(view, 'upcasters')}/events.ts`, type: true, names: [old, next] },
    ]),
    comment: printComment([
      `Turns data of ${commentText(`${event.name} ${from}`)} into data of ${commentText(to)}. Pure; it must not change its argument.`,
    ]),
    old,
    next,
    message: printString(`${event.name} ${from} can't be read yet: write ${to} out of it here`),
  };
}

function upcastersView(workshop: Workshop, view: ServiceView, events: readonly EventContract[]): object {
  const steps = codeUpcasters(workshop, events);
  const editsUsed = events.some(({ previous }) => previous.some(({ upcast }) => upcast.by === 'edits'));
  return {
    imports: printImports([
      ...steps.map(({ file, old }) => ({
        from: `${fromGenerated(view, 'upcasters')}/${file}.ts`,
        names: [`upcast as upcast${old}`],
      })),
      { from: './data-path.ts', names: editsUsed ? ['editor'] : [] },
      { from: './events.ts', type: true, names: steps.map(({ old }) => old) },
      { from: './runtime/contract.ts', type: true, names: ['Upcaster'] },
    ]),
    text: printCode(
      Object.fromEntries(
        events.map((event) => [
          event.name,
          event.previous.map((previous) => stepOf(workshop, event, previous)),
        ]),
      ),
    ),
  };
}

function stepOf({ book }: Workshop, event: EventContract, { version, upcast }: PreviousVersion): Code {
  if (upcast.by === 'edits') return { version, upcast: expression(printEditor(upcast)) };
  const old = book.ofVersion(event.name, version);
  return { version, upcast: expression(`(data) => upcast${old}(data as ${old})`) };
}

function printEditor({ drop, rename, set }: PreviousVersion['upcast'] & { by: 'edits' }): string {
  const edits = {
    drop: drop.length === 0 ? undefined : drop,
    rename: rename.length === 0 ? undefined : rename,
    set: set.length === 0 ? undefined : set,
  };
  return `editor(${printLiteral(edits, { indent: 6, column: 21, tail: 2 })})`;
}
