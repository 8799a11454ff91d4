import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Architecture, Environment } from '../../model/architecture.ts';
import { printJson } from '../../print/json.ts';
import { type Subject, subjectsOf } from '../../registry/subjects.ts';
import { defineGenerator, type Plan, type PlanInput, type PlannedFile } from '../generator.ts';

/** What the schema registry of each environment should hold: `infra/<environment>/registry/`. */
export const schemaRegistryGenerator = defineGenerator({
  id: 'schema-registry',
  title: 'Subjects of the schema registry of each environment, with their compatibility levels',
  plan: planFiles,
});

function planFiles({ architecture }: PlanInput): Plan {
  const diagnostics: Diagnostic[] = [];
  const files = Object.values(architecture.environments).flatMap((environment) =>
    filesOf(architecture, environment, diagnostics),
  );
  return { files, diagnostics };
}

function filesOf(
  architecture: Architecture,
  environment: Environment,
  diagnostics: Diagnostic[],
): PlannedFile[] {
  const { registry } = environment;
  if (registry === undefined) return [];
  const { subjects, skipped } = subjectsOf(architecture, environment.name, registry.strategy);
  for (const { event, why, wrong } of skipped) {
    if (!wrong) continue;
    diagnostics.push({
      code: 'registry-subject',
      severity: 'warning',
      message: `${event} has no subject in the registry of ${environment.name}: ${why}`,
      at: architecture.events[event]?.at ?? architecture.system.at,
    });
  }
  if (subjects.length === 0) return [];
  const folder = `infra/${environment.name}/registry`;
  const named = subjects.map((subject) => ({ subject, file: fileOf(subject) }));
  const list = named.map(({ subject: { name, event, schemaType, level }, file }) => ({
    subject: name,
    event,
    schemaType,
    compatibility: level,
    file,
  }));
  return [
    {
      path: `${folder}/subjects.json`,
      owner: 'eda',
      content: () => printJson({ url: registry.url, strategy: registry.strategy, subjects: list }),
      inputs: [registry, list],
    },
    ...named.map(
      ({ subject, file }): PlannedFile => ({
        path: `${folder}/${file}`,
        owner: 'eda',
        content: () => printJson(JSON.parse(subject.schema)),
        inputs: [subject.schema],
      }),
    ),
  ];
}

/** A file name that is the subject's where every system takes it: `sales.order.placed-value.json`. */
function fileOf({ name, schemaType }: Subject): string {
  const safe = name.replace(/[^A-Za-z0-9._-]/g, (character) =>
    encodeURIComponent(character).replaceAll('%', '='),
  );
  return `schemas/${safe}.${schemaType === 'AVRO' ? 'avsc' : 'json'}`;
}
