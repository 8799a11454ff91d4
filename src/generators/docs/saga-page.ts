import { drawSaga } from '../../draw/saga.ts';
import { drawSagaPath } from '../../draw/saga-path.ts';
import { spacedDuration } from '../../draw/spaced-duration.ts';
import type { Saga } from '../../model/architecture.ts';
import { fileName } from '../../model/names.ts';
import { findSagaPaths } from '../../model/saga-paths.ts';
import { printMarkdown } from '../../print/markdown.ts';
import type { PlannedFile } from '../generator.ts';
import { pathText } from './data-section.ts';
import { type DocsInput, planPage, printDrawing, printSentence } from './docs-input.ts';
import { type Links, pagePath } from './links.ts';
import { printFacts, printTable } from './markdown-table.ts';
import { printPicture } from './pictures.ts';

/** `docs/sagas/<saga>.md`: the steps of a saga, how they are undone, and its states. */
export function planSagaPage(input: DocsInput, saga: Saga): PlannedFile {
  const { links, architecture, index } = input;
  const picture = input.pictures.sagas.get(saga.name);
  const parts = [...new Set([saga.starts, ...commandsOf(saga)])];
  return planPage(input, {
    path: pagePath('saga', saga.name),
    template: 'saga',
    inputs: [
      saga,
      parts.map((event) => [
        index.publishersOf(event)[0]?.service.name,
        index.subscribersOf(event)[0]?.service.name,
      ]),
      picture === undefined ? 'Mermaid' : [picture.graph.title, picture.graph.nodes.map(({ kind }) => kind)],
      input.hasTexts,
    ],
    view: () => {
      return {
        title: printMarkdown(saga.name),
        description: printSentence(saga.description ?? ''),
        facts: printFacts([
          ['Style', saga.style],
          ['Coordinator', saga.style === 'orchestration' ? links.service(saga.coordinator) : undefined],
          ['Key', pathText(saga.key)],
          [
            'Key elsewhere',
            Object.entries(saga.keys)
              .map(([event, path]) => `${pathText(path)} in ${links.event(event)}`)
              .join(', '),
          ],
          ['Starts with', links.event(saga.starts)],
          ['Completes with', links.event(saga.completes)],
          ['Aborts with', links.event(saga.aborts)],
          [
            'Time in all',
            saga.style === 'choreography' && saga.timeout !== undefined
              ? spacedDuration(saga.timeout)
              : undefined,
          ],
        ]),
        steps: printSteps(saga, links),
        undo:
          saga.style === 'orchestration'
            ? 'When a step fails, the steps before it are undone, last first, one at a time. A step that does not answer in time is undone as well, since nobody knows whether it happened.'
            : 'When a step fails, the saga aborts, and every service that has done its part undoes it.',
        states:
          picture === undefined
            ? printDrawing(drawSaga(saga))
            : printPicture(picture, links, input.hasTexts ? `saga-${fileName(saga.name)}` : undefined),
        paths: findSagaPaths(saga, architecture, index).map((path) => ({
          title: printMarkdown(`${path.title.charAt(0).toUpperCase()}${path.title.slice(1)}`),
          drawing: printDrawing(drawSagaPath(saga.name, path)),
        })),
      };
    },
  });
}

function commandsOf(saga: Saga): string[] {
  if (saga.style === 'choreography') return [];
  return saga.steps.flatMap(({ command, compensation }) =>
    compensation === undefined ? [command] : [command, compensation.command],
  );
}

function printSteps(saga: Saga, links: Links): string {
  const none = 'nothing to undo';
  if (saga.style === 'choreography') {
    return printTable(
      ['Step', 'Service', 'Succeeds with', 'Fails with', 'Undone with'],
      saga.steps.map(({ name, service, succeeds, fails, compensated }) => [
        printMarkdown(name),
        links.service(service),
        links.event(succeeds),
        fails === undefined ? 'never' : links.event(fails),
        compensated === undefined ? none : links.event(compensated),
      ]),
    );
  }
  return printTable(
    ['Step', 'Command', 'Succeeds with', 'Fails with', 'Undone by', 'Time'],
    saga.steps.map(({ name, command, succeeds, fails, compensation, timeout }) => [
      printMarkdown(name),
      links.event(command),
      links.event(succeeds),
      fails === undefined ? 'never' : links.event(fails),
      compensation === undefined
        ? none
        : `${links.event(compensation.command)}, done with ${links.event(compensation.done)}`,
      timeout === undefined ? 'no limit' : spacedDuration(timeout),
    ]),
  );
}
