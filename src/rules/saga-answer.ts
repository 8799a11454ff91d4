import { placeAt } from '../diagnostics/diagnostic.ts';
import type { OrchestrationStep } from '../model/architecture.ts';
import type { ArchitectureIndex } from '../model/query.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const sagaAnswer = defineRule({
  id: 'saga-answer',
  title: 'Whoever handles a command of a saga may publish the answers that it awaits',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {
    saga(saga, { index, report }) {
      if (saga.style !== 'orchestration') return;
      for (const step of saga.steps) {
        for (const { key, command, event } of awaited(step)) {
          const [handler] = index.subscribersOf(command);
          // Nobody handles it, or nobody at all publishes the answer: other rules say so.
          if (handler === undefined || index.publishersOf(event).length === 0) continue;
          if (publishes(index, handler.service.name, event)) continue;
          report({
            message: `step ${step.name} awaits ${event}, which ${handler.service.name} does not publish when it takes ${command}; ${listNames(index.publishersOf(event).map(({ service }) => service.name))} may`,
            help: `add ${event} to \`services.${handler.service.name}.subscribes.${command}.publishes\``,
            at: placeAt(step.at, key),
          });
        }
      }
    },
  },
});

function awaited({ command, succeeds, fails, compensation }: OrchestrationStep) {
  return [
    { key: 'succeeds', command, event: succeeds },
    ...(fails === undefined ? [] : [{ key: 'fails', command, event: fails }]),
    ...(compensation === undefined
      ? []
      : [{ key: 'compensated', command: compensation.command, event: compensation.done }]),
  ];
}

/** In whichever of its code: the answer may come from a later request or event. */
function publishes(index: ArchitectureIndex, service: string, event: string): boolean {
  return index.publishersOf(event).some((publisher) => publisher.service.name === service);
}
