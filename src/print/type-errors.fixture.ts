import ts from 'typescript';

/** What the strictest compiler says about a source text. */
export function typeErrors(source: string): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitReturns: true,
    noFallthroughCasesInSwitch: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) =>
    name === '/sample.ts' ? ts.createSourceFile(name, source, version) : read(name, version);
  const program = ts.createProgram(['/sample.ts'], options, host);
  const sample = program.getSourceFile('/sample.ts');
  return [...program.getSyntacticDiagnostics(sample), ...program.getSemanticDiagnostics(sample)].map(
    ({ messageText, start = 0 }) =>
      `${ts.flattenDiagnosticMessageText(messageText, '\n')} in: ${source.slice(start - 100, start + 60)}`,
  );
}
