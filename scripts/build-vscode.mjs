/**
 * Builds the extension for Visual Studio Code and packs it: `node scripts/build-vscode.mjs [folder]` writes
 * `eda-<version>.vsix` there (default: `.cache`). `code --install-extension <file>` installs it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { zipSync } from 'fflate';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src/lsp/vscode');

/** The files of the extension by name. */
async function bundleExtension() {
  const { outputFiles } = await build({
    entryPoints: [join(source, 'extension.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // What the oldest editor that it runs in has.
    target: 'node20',
    external: ['vscode'],
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
    outfile: 'extension.js',
  });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifest = { ...JSON.parse(readFileSync(join(source, 'manifest.json'), 'utf8')), version };
  return {
    manifest,
    files: {
      'extension.js': outputFiles[0].text,
      'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
      'README.md': readFileSync(join(source, 'README.md'), 'utf8'),
      LICENSE: readFileSync(join(root, 'LICENSE'), 'utf8'),
    },
  };
}

const text = (value) =>
  value.replace(/[<>&"]/g, (mark) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[mark]);

/** What the editor reads first of a package: its name, and where the rest is. */
function vsixManifest({ name, publisher, version, displayName, description, engines, categories }) {
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${text(name)}" Version="${text(version)}" Publisher="${text(publisher)}" />
    <DisplayName>${text(displayName)}</DisplayName>
    <Description xml:space="preserve">${text(description)}</Description>
    <Categories>${text(categories.join(','))}</Categories>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${text(engines.vscode)}" />
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace" />
    </Properties>
    <License>extension/LICENSE</License>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code" /></Installation>
  <Dependencies />
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true" />
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true" />
    <Asset Type="Microsoft.VisualStudio.Services.Content.License" Path="extension/LICENSE" Addressable="true" />
  </Assets>
</PackageManifest>
`;
}

const contentTypes = `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension=".json" ContentType="application/json" />
  <Default Extension=".js" ContentType="application/javascript" />
  <Default Extension=".md" ContentType="text/markdown" />
  <Default Extension=".vsixmanifest" ContentType="text/xml" />
  <Override PartName="/extension/LICENSE" ContentType="text/plain" />
</Types>
`;

/** Writes the package into a folder; gives its path. The same sources give the same bytes. */
export async function buildExtension(folder) {
  const { manifest, files } = await bundleExtension();
  const bytes = (content) => new TextEncoder().encode(content);
  const entries = {
    '[Content_Types].xml': bytes(contentTypes),
    'extension.vsixmanifest': bytes(vsixManifest(manifest)),
    ...Object.fromEntries(
      Object.entries(files).map(([name, content]) => [`extension/${name}`, bytes(content)]),
    ),
  };
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `eda-${manifest.version}.vsix`);
  writeFileSync(path, zipSync(entries, { mtime: new Date(1980, 0, 1), level: 9 }));
  return path;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const path = await buildExtension(process.argv[2] ?? join(root, '.cache'));
  process.stdout.write(`${path}\n`);
}
