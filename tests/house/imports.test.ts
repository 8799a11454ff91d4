import { describe, expect, it } from 'vitest';
import { importsOf, sourceFiles } from './source-files.ts';

/** Which part may import which, and why. A part is a folder of `src`, or a file at its top. */
const mayImport: { readonly [part: string]: { readonly from: readonly string[]; readonly because: string } } =
  {
    diagnostics: { from: [], because: 'everybody reports; a report knows nobody' },
    spec: { from: ['diagnostics'], because: 'reading turns text into values and knows no meaning' },
    model: {
      from: ['diagnostics', 'spec', 'runtime'],
      because:
        'the model is made from what was read; formats are told apart by the very code that services carry',
    },
    delivery: {
      from: ['diagnostics', 'model'],
      because:
        'what really happens to an event follows from settings and facts; rules, generators and people ask',
    },
    print: { from: ['model', 'runtime'], because: 'a printer knows schemas and names, no design' },
    markdown: { from: [], because: 'it reads what people wrote, and knows no design' },
    rules: {
      from: ['diagnostics', 'spec', 'model', 'delivery'],
      because: 'a rule sees the model; the spec is read by then',
    },
    diff: {
      from: ['diagnostics', 'model', 'print', 'runtime'],
      because: 'a comparison takes two models; printers make examples of what breaks',
    },
    registry: { from: ['model', 'print'], because: 'schemas of a model, and the one who asks the registry' },
    draw: {
      from: ['diagnostics', 'model', 'delivery', 'print'],
      because: 'a picture is made from the model, and of what really happens to events',
    },
    generators: {
      from: ['diagnostics', 'model', 'delivery', 'print', 'draw', 'registry', 'runtime'],
      because: 'a generator plans from the model and never touches the disk',
    },
    kafka: {
      from: ['generators'],
      because: 'a live cluster is held to the topics that are generated',
    },
    write: { from: ['diagnostics', 'spec', 'model', 'generators'], because: 'one writer, behind the plan' },
    runtime: { from: [], because: 'it is copied into services and has to stand alone' },
    dev: {
      from: ['diagnostics', 'model', 'runtime'],
      because:
        'it runs what was generated, by the files that Dapr reads as well; services find the embedded PostgreSQL for their tests by the same code',
    },
    prove: {
      from: ['diagnostics', 'model', 'print', 'delivery', 'generators', 'pipeline', 'dev'],
      because: 'it generates a system of a design, runs it and attacks it; a report is somebody else’s',
    },
    dapr: {
      from: ['diagnostics', 'dev'],
      because:
        'it judges files of Dapr, whoever wrote them, and knows no design; CEL compiles as in the sidecar',
    },
    pipeline: {
      from: ['diagnostics', 'spec', 'model', 'rules', 'generators', 'write'],
      because: 'the whole run in one file',
    },
    studio: {
      from: [
        'diagnostics',
        'spec',
        'model',
        'delivery',
        'print',
        'markdown',
        'rules',
        'diff',
        'draw',
        'pipeline',
      ],
      because: 'it shows a design and edits its texts; the program hands it what reads and writes',
    },
    lsp: {
      from: [
        'diagnostics',
        'spec',
        'model',
        'delivery',
        'print',
        'rules',
        'draw',
        'dapr',
        'pipeline',
        'studio',
      ],
      because:
        'it tells an editor of designs and resources, and plans edits as the studio does; the program hands it what reads, checks and explains',
    },
    mcp: {
      from: ['diagnostics', 'spec', 'model', 'pipeline', 'studio'],
      because:
        'it tells agents of a design and plans edits as the studio does; commands of the program answer the rest',
    },
    site: {
      from: ['diagnostics', 'model', 'delivery', 'print', 'markdown', 'diff', 'draw', 'generators', 'studio'],
      because:
        'it tells of a design what the generated pages tell, with the pictures of the studio, and of a team’s pages what is wrong with them; the program reads and writes',
    },
    cli: {
      from: [
        'diagnostics',
        'spec',
        'model',
        'delivery',
        'print',
        'rules',
        'diff',
        'registry',
        'draw',
        'generators',
        'kafka',
        'write',
        'dev',
        'dapr',
        'studio',
        'lsp',
        'mcp',
        'site',
        'prove',
        'pipeline',
      ],
      because: 'a command is flags, one call, one report',
    },
    index: {
      from: [
        'diagnostics',
        'spec',
        'model',
        'delivery',
        'print',
        'rules',
        'diff',
        'registry',
        'draw',
        'generators',
        'write',
        'dev',
        'pipeline',
      ],
      because: 'the library is a list of what others may call',
    },
  };

const files = sourceFiles();

function partOf(path: string): string {
  const [, first = ''] = path.split('/');
  return first.replace(/\.ts$/, '');
}

describe('imports point one way', () => {
  it.each(Object.keys(mayImport))('%s', (part) => {
    const { from, because } = mayImport[part] ?? { from: [], because: '' };
    const wrong = files
      .filter((path) => partOf(path) === part)
      .flatMap((path) => importsOf(path).map(({ to }) => ({ path, to })))
      .filter(({ to }) => to.startsWith('src/') && partOf(to) !== part && !from.includes(partOf(to)))
      .map(({ path, to }) => `${path} imports ${to}; ${because}`);
    expect(wrong).toEqual([]);
  });

  it('knows every part', () => {
    expect([...new Set(files.map(partOf))].filter((part) => mayImport[part] === undefined)).toEqual([]);
  });

  it('has no cycles, types included', () => {
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done') return;
      if (state.get(path) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
        return;
      }
      state.set(path, 'open');
      for (const { to, lazy } of importsOf(path)) {
        if (to.startsWith('src/') && !lazy && files.includes(to)) visit(to, [...trail, path]);
      }
      state.set(path, 'done');
    };
    for (const path of files) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it('reads and writes the disk in few places', () => {
    const allowed = [
      /^src\/spec\/project-files\.ts$/,
      /^src\/spec\/remembered-files\.ts$/,
      /^src\/write\//,
      /^src\/generators\/assets\.ts$/,
      /^src\/cli\//,
      /^src\/dev\//,
      /^src\/studio\/server\/static-files\.ts$/,
      /^src\/lsp\/vscode\//,
      /^src\/prove\//,
      /^src\/runtime\//,
    ];
    const wrong = files.filter(
      (path) =>
        importsOf(path).some(({ to }) => /^(node:)?fs(\/promises)?$/.test(to)) &&
        !allowed.some((pattern) => pattern.test(path)),
    );
    expect(wrong).toEqual([]);
  });

  it('has no default exports, no barrels and no utils', () => {
    expect(files.filter((path) => /(^|\/)(utils?|helpers?|common|misc)(\.ts|\/)/.test(path))).toEqual([]);
  });
});

describe('eda validate loads little', () => {
  /** What is loaded with a file: its imports, and theirs, but nothing behind `import()` and no types. */
  function staticGraph(start: string): Set<string> {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      if (!path.startsWith('src/')) return;
      for (const { to, lazy, typeOnly } of importsOf(path)) {
        if (!lazy && !typeOnly && (files.includes(to) || !to.startsWith('src/'))) visit(to);
      }
    };
    visit(start);
    return seen;
  }

  const packagesOf = (start: string): string[] =>
    [...staticGraph(start)].filter((name) => !name.startsWith('src/') && !name.startsWith('node:')).sort();

  it('starts with commander alone', () => {
    expect(packagesOf('src/cli/main.ts')).toEqual(['commander']);
  });

  it('checks a design with the YAML parser and the glob matcher alone', () => {
    const packages = packagesOf('src/cli/validate-design.ts');
    expect(packages.filter((name) => !['js-yaml', 'picomatch'].includes(name))).toEqual([]);
  });

  it('loads no format that nobody asked for, no baseline, no git', () => {
    const loaded = [...staticGraph('src/cli/validate-design.ts')];
    const formats = loaded.filter((path) => path.startsWith('src/diagnostics/format/'));
    expect(formats.sort()).toEqual(
      ['display-width', 'located', 'paint', 'terminal', 'wrap'].map(
        (name) => `src/diagnostics/format/${name}.ts`,
      ),
    );
    expect(loaded.filter((path) => /baseline\.ts$|\/git\/|fingerprint/.test(path))).toEqual([]);
  });

  it('loads no generator to validate', () => {
    const loaded = [...staticGraph('src/cli/validate-design.ts')];
    expect(
      loaded.filter((path) =>
        /^src\/(generators\/[a-z]+\/|dev\/|runtime\/typescript\/(?!formats))/.test(path),
      ),
    ).toEqual([]);
  });
});
