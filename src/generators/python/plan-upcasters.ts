import type { EventContract, PreviousVersion } from '../../model/architecture.ts';
import {
  type Py,
  printPy,
  printPyDoc,
  printPyImport,
  printPyString,
  pyApply,
  pyCall,
  pyDict,
  pyList,
  pyText,
  pyValue,
} from '../../print/python.ts';
import { type CodeStep, codeSteps, upcastEvents } from '../typescript/plan-upcasters.ts';
import type { ServiceView } from '../typescript/service-view.ts';
import { serviceTypes } from './data-types.ts';
import {
  eventType,
  moduleIn,
  type PlanPythonFiles,
  type PythonWorkshop,
  pythonNames,
  templated,
  typeName,
} from './workshop.ts';

/** `upcasters.py`: how data of previous versions become data of the newest, for the events that the service takes. */
export const planUpcasters: PlanPythonFiles = (workshop, view) => {
  const events = upcastEvents(view);
  if (events.length === 0) return [];
  return [
    templated(workshop, {
      path: `${view.folders.generated}/upcasters.py`,
      owner: 'eda',
      template: 'upcasters.py',
      inputs: [
        view.folders,
        events.map(({ name, version, previous }) => [name, eventType(workshop, name), version, previous]),
      ],
      view: () => upcastersView(workshop, view, events),
    }),
    ...codeUpcasters(workshop, events).map((step) =>
      templated(workshop, {
        path: `${view.folders.upcasters}/${step.module}.py`,
        owner: 'once',
        template: 'upcaster.py',
        inputs: [step.event.name, step.from, step.to],
        view: () => stubView(view, step),
      }),
    ),
  ];
};

interface CodeUpcaster extends CodeStep {
  /** In the folder of upcasters. */
  readonly module: string;
  /** Types of what it takes and gives. */
  readonly old: string;
  readonly next: string;
}

function codeUpcasters(workshop: PythonWorkshop, events: readonly EventContract[]): CodeUpcaster[] {
  const { book } = workshop;
  const module = pythonNames(events.map(({ name }) => name));
  return codeSteps(events).map((step) => {
    const { event, from, to, isLast } = step;
    return {
      ...step,
      module: `${module(event.name)}_v${from.replace(/[^0-9A-Za-z]+/g, '_')}`,
      old: typeName(book.ofVersion(event.name, from)),
      next: isLast ? eventType(workshop, event.name) : typeName(book.ofVersion(event.name, to)),
    };
  });
}

function stubView(view: ServiceView, { event, from, to, old, next }: CodeUpcaster): object {
  const about = `Turns data of ${event.name} ${from} into data of ${to}.`;
  return {
    doc: printPyDoc([pyText(about)], 0),
    imports: `${printPyImport(`${moduleIn(view, 'generated')}.models`, [old, next])}`,
    old,
    next,
    inner: printPyDoc(['Pure: data that come again become the same.'], 4),
    message: printPyString(`${event.name} ${from} can't be read yet: write ${to} out of it here`),
  };
}

function upcastersView(
  workshop: PythonWorkshop,
  view: ServiceView,
  events: readonly EventContract[],
): object {
  const steps = codeUpcasters(workshop, events);
  const { constant } = serviceTypes(workshop, view);
  const edits = events.some(({ previous }) => previous.some(({ upcast }) => upcast.by === 'edits'));
  const stepOf = (event: EventContract, { version, upcast }: PreviousVersion): Py => {
    if (upcast.by === 'edits')
      return pyCall('Upcaster', { version: printPyString(version), upcast: editorOf(upcast) });
    const step = steps.find((one) => one.event === event && one.from === version);
    const types = [step?.old ?? '', step?.next ?? ''].map((name) => `data_types.${constant(name)}`);
    return pyCall('Upcaster', {
      version: printPyString(version),
      upcast: pyApply('typed_upcast', [...types, `${step?.module}.upcast`]),
    });
  };
  const text = pyDict(
    events.map((event) => [event.name, pyList(event.previous.map((previous) => stepOf(event, previous)))]),
  );
  return {
    imports: [
      printPyImport('collections.abc', ['Mapping', 'Sequence']),
      printPyImport(
        moduleIn(view, 'upcasters'),
        steps.map(({ module }) => module),
      ),
      [
        printPyImport('.', steps.length > 0 ? ['data_types'] : []),
        printPyImport('.runtime.contract', ['Upcaster']),
        printPyImport('.runtime.data_path', edits ? ['editor'] : []),
        printPyImport('.runtime.data_type', steps.length > 0 ? ['typed_upcast'] : []),
      ].join(''),
    ]
      .filter((group) => group !== '')
      .join('\n'),
    text: printPy(text, 0, 'UPCASTERS: Mapping[str, Sequence[Upcaster]] = '.length),
  };
}

function editorOf({ drop, rename, set }: PreviousVersion['upcast'] & { by: 'edits' }): Py {
  const tuple = (parts: readonly Py[]): Py => ({
    open: '(',
    close: ')',
    parts: parts.map((value) => ({ head: '', value })),
  });
  return pyCall('editor', {
    drop: drop.length === 0 ? undefined : pyValue(drop),
    rename:
      rename.length === 0
        ? undefined
        : pyList(rename.map(({ from, to }) => tuple([pyValue(from), pyValue(to)]))),
    assign:
      set.length === 0
        ? undefined
        : pyList(set.map(({ path, value }) => tuple([pyValue(path), pyValue(value)]))),
  });
}
