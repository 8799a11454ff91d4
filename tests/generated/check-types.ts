import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/** What a compiler can refuse beyond what generated projects ask of it. */
const strictest: ts.CompilerOptions = {
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  erasableSyntaxOnly: true,
  noImplicitOverride: true,
  noUncheckedSideEffectImports: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  skipLibCheck: true,
};

/**
 * Type-checks the services of generated projects in one program. The runtime is the same in every service, so that
 * all import one copy of it: the first one found.
 * @param folders of projects, each with a `tsconfig.base.json`, and the paths in it to look at.
 * @returns errors as `<path>:<line> <message>`, by folder.
 */
export function checkTypes(folders: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const projects = [...folders.keys()];
  const options = { ...optionsOf(projects), ...strictest };
  const names = [...folders].flatMap(([folder, paths]) =>
    paths.filter((path) => path.endsWith('.ts')).map((path) => join(folder, path)),
  );
  const runtimes = names.flatMap((name) => /^.*\/generated\/runtime\//.exec(name)?.[0] ?? []);
  const shared = runtimes[0] ?? '';
  const host = ts.createCompilerHost(options);
  const cache = ts.createModuleResolutionCache(host.getCurrentDirectory(), (name) => name, options);
  host.resolveModuleNameLiterals = (literals, containing, redirected, _options, file) =>
    literals.map((literal) => {
      const own = literal.text.startsWith('.') ? resolve(dirname(containing), literal.text) : '';
      if (own.includes('/generated/runtime/') && existsSync(own)) {
        const resolvedFileName = own.replace(/^.*\/generated\/runtime\//, shared);
        return { resolvedModule: { resolvedFileName, extension: ts.Extension.Ts } };
      }
      const mode = ts.getModeForUsageLocation(file, literal, options);
      return ts.resolveModuleName(literal.text, containing, options, host, cache, redirected, mode);
    });
  const roots = names.filter((name) => !name.includes('/generated/runtime/') || name.startsWith(shared));
  const program = ts.createProgram(roots, options, host);
  const errors = new Map(projects.map((folder) => [folder, [] as string[]]));
  for (const name of roots) {
    const file = program.getSourceFile(name);
    const folder = projects.find((each) => name.startsWith(`${each}/`)) ?? '';
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    errors.get(folder)?.push(...found.map((diagnostic) => describeError(diagnostic, folder)));
  }
  const wrong = program.getOptionsDiagnostics().map((diagnostic) => describeError(diagnostic, ''));
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return errors;
}

/** Those that the generated projects have in common. @throws Error if they differ. */
function optionsOf(folders: readonly string[]): ts.CompilerOptions {
  const texts = new Set(folders.map((folder) => readFileSync(join(folder, 'tsconfig.base.json'), 'utf8')));
  const [text = '', ...others] = texts;
  if (others.length > 0) throw new Error('the projects have different compiler options');
  const { options, errors } = ts.convertCompilerOptionsFromJson(JSON.parse(text).compilerOptions, '.');
  if (errors.length > 0) throw new Error(errors.map((error) => describeError(error, '')).join('\n'));
  return options;
}

function describeError({ file, start = 0, messageText }: ts.Diagnostic, folder: string): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (file === undefined) return message;
  const line = file.getLineAndCharacterOfPosition(start).line + 1;
  return `${file.fileName.slice(folder.length + 1)}:${line} ${message}`;
}
