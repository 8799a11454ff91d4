/** `npm run new:command -- <name>`: a command that counts what is in the design, with its test. */
import { addImport, pascalCase, scaffold } from './scaffold.mjs';

scaffold({
  pattern: /^[a-z]+$/,
  example: 'census',
  list: 'src/cli/main.ts',
  files: (name) => ({
    [`src/cli/commands/${name}.ts`]: commandText(name),
    [`src/cli/run-${name}.ts`]: workText(name),
    [`tests/cli/${name}.test.ts`]: testText(name),
  }),
  register: (text, name) =>
    addImport(text, `import { declare${pascalCase(name)} } from './commands/${name}.ts';`).replace(
      /( {2}'Design:': \[\n[^\]]*) {2}\]/,
      (_, head) => `${head}    declare${pascalCase(name)},\n  ]`,
    ),
  next: (name) => [
    'What is to be filled in says TODO. Green from the start; make it say what the command is for:',
    `  npx vitest run tests/cli/${name}.test.ts`,
    'Its line stands under `Design:` in src/cli/main.ts. Then the reference, and what the house asks for:',
    '  npm run docs && npx vitest run tests/house tests/cli/completion.test.ts',
  ],
});

function commandText(name) {
  return `import { examples, formatOption, type OutputFormat } from '../options.ts';
import type { DeclareCommand } from '../session.ts';

export const declare${pascalCase(name)}: DeclareCommand = (program, session) => {
  program
    .command('${name}')
    .summary('TODO: what it does, in a line of eda --help')
    .description('TODO: what it does, and what for')
    .addOption(formatOption())
    .addHelpText('after', examples(['eda ${name}', 'TODO: when somebody types this']))
    .action((options: { format: OutputFormat }) =>
      session.run(async (globals) => {
        const { run${pascalCase(name)} } = await import('../run-${name}.ts');
        return run${pascalCase(name)}(options.format, globals, session.io);
      }),
    );
};
`;
}

function workText(name) {
  return `import { loadDesign } from '../pipeline.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { OutputFormat } from './options.ts';
import { openProject, wholeArchitecture } from './read-design.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** \`eda ${name}\` */
export function run${pascalCase(name)}(format: OutputFormat, globals: GlobalOptions, io: Io): number {
  const fail = refuseWith(io);
  const project = openProject(globals.cwd, fail);
  if (typeof project === 'number') return project;
  const architecture = wholeArchitecture(loadDesign(project.files, project.entry), fail);
  if (typeof architecture === 'number') return architecture;
  // TODO: what the command is for.
  const services = Object.keys(architecture.services).length;
  if (format === 'json') writeJson(io, { services });
  else io.stdout.write(\`\${services} services\\n\`);
  return exitCode.fine;
}
`;
}

function testText(name) {
  return `import { describe, expect, it } from 'vitest';
import { exitCode } from '../../src/cli/exit-code.ts';
import { project, runEda, soundDesign } from './run-eda.ts';

describe('eda ${name}', () => {
  it('says it to people and to programs', async () => {
    const folder = project({ 'eda.yaml': soundDesign });
    expect(await runEda(folder, ['${name}'])).toEqual({ code: 0, out: '2 services\\n', err: '' });
    const { out } = await runEda(folder, ['${name}', '--format', 'json']);
    expect(JSON.parse(out)).toEqual({ services: 2 });
  });

  it.each([
    ['no design', {}, exitCode.usage],
    ['a design that is none', { 'eda.yaml': '- eda' }, exitCode.unreadable],
  ])('refuses where there is %s', async (_, files, code) => {
    const ended = await runEda(project(files), ['${name}']);
    expect(ended).toMatchObject({ code, out: '', err: expect.stringMatching(/^eda: /) });
  });
});
`;
}
