import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { commandsOf, repliesOf } from '../saga-versions.ts';
import type { ServiceView } from './service-view.ts';

/** Older versions of sagas whose runs could not go on: the service no longer takes or sends what they need. */
export function brokenVersions({ service, sagas }: ServiceView): Diagnostic[] {
  const takes = new Set(service.subscriptions.map(({ event }) => event));
  const sends = new Set(service.publications.map(({ event }) => event));
  return sagas.flatMap(({ saga, versions }) =>
    versions.slice(0, -1).flatMap(({ version, steps }): Diagnostic[] => {
      const awaited = saga.style === 'orchestration' ? steps.flatMap(repliesOf) : [];
      const lost = [
        ...awaited.filter((event) => !takes.has(event)).map((event) => `takes ${event}`),
        ...steps
          .flatMap(commandsOf)
          .filter((event) => !sends.has(event))
          .map((event) => `sends ${event}`),
      ];
      if (lost.length === 0) return [];
      return [
        {
          code: 'saga-version',
          severity: 'error',
          message: `runs of version ${version} of saga ${saga.name} could not end: ${service.name} no longer ${[...new Set(lost)].join(', no longer ')}`,
          help: `once \`eda saga versions\` shows no open run of it: eda saga drop ${saga.name}@${version}; until then keep them under \`publishes\` and \`subscribes\` of ${service.name}`,
          at: saga.at,
        },
      ];
    }),
  );
}
