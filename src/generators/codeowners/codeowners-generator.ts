import type { Architecture } from '../../model/architecture.ts';
import { fileName } from '../../model/names.ts';
import { serviceRoot } from '../../model/service-folders.ts';
import { documentPath } from '../asyncapi/document-path.ts';
import { defineGenerator, type PlannedFile } from '../generator.ts';

/** Lines of CODEOWNERS: who is asked when a service or the contract of an event changes (`eda export codeowners`). */
export const codeownersGenerator = defineGenerator({
  id: 'codeowners',
  title: 'lines of CODEOWNERS from the owners of domains and services',
  plan: ({ architecture }) => ({ files: [planLines(architecture)] }),
});

function planLines(architecture: Architecture): PlannedFile {
  const lines = ownerLines(architecture);
  return {
    path: 'CODEOWNERS',
    owner: 'eda',
    content: () => lines.map((line) => `${line}\n`).join(''),
    inputs: [lines],
  };
}

/** A line a path, with its owner; what has none is left out. */
function ownerLines(architecture: Architecture): string[] {
  const { services, events, domains } = architecture;
  const paths: [path: string, owner: string | undefined][] = [
    ...Object.values(services)
      .filter(({ external }) => !external)
      .flatMap((service): [string, string | undefined][] => [
        [`/${serviceRoot(service)}/`.replace('/./', '/'), service.owner],
        [`/${documentPath(service.name)}`, service.owner],
      ]),
    ...Object.values(events).map(({ name, domain }): [string, string | undefined] => [
      `/docs/events/${fileName(name)}.md`,
      domains[domain]?.owner,
    ]),
  ];
  const owned = paths.flatMap(([path, owner]) =>
    owner === undefined ? [] : [[path, handleOf(architecture, owner)] as const],
  );
  const width = Math.max(0, ...owned.map(([path]) => path.length));
  return owned.map(([path, handle]) => `${path.padEnd(width)} ${handle}`);
}

/** What the host knows a team by: its contact where that is a handle or an address, else `@<team>`. */
function handleOf({ teams }: Architecture, owner: string): string {
  const { contact } = teams[owner] ?? {};
  return contact !== undefined && /^(@[\w./-]+|[^\s@#]+@[^\s@#]+)$/.test(contact) ? contact : `@${owner}`;
}
