import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'vitest';
import { indexArchitecture } from '../../model/query.ts';
import { loadDesign } from '../../pipeline.ts';
import { createDiskFiles } from '../../spec/project-files.ts';
import { daprGenerator } from './dapr-generator.ts';

test('show', () => {
  for (const system of (process.env.SYSTEMS ?? 'todo').split(',')) {
    const design = loadDesign(createDiskFiles(`/work/shared/design/systems/${system}`), 'eda.yaml');
    console.log(
      system,
      design.diagnostics.filter((d) => d.severity === 'error').length,
      design.diagnostics.slice(0, 5).map((d) => d.message),
    );
    const architecture = design.architecture;
    if (!architecture) throw new Error('none');
    const start = performance.now();
    const plan = daprGenerator.plan({
      architecture,
      index: indexArchitecture(architecture),
      options: {},
      record: {},
      assets: {} as never,
    });
    console.log(
      plan.files.length,
      performance.now() - start,
      plan.diagnostics?.map((d) => `${d.severity} ${d.code} ${d.message}`),
    );
    rmSync(`/tmp/gen/${system}`, { recursive: true, force: true });
    for (const file of plan.files) {
      const path = `/tmp/gen/${system}/${file.path}`;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.content());
    }
  }
});
