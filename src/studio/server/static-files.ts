import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

/** The prebuilt files of the page: the names that may be asked for, and where they lie. */
export interface StaticFiles {
  readonly folder: string;
  /** File names without folders. */
  readonly names: ReadonlySet<string>;
}

const types: { readonly [ending: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Sends a file of the list, by its very name: no path is ever put together from what was asked for. */
export async function sendFile(
  { folder, names }: StaticFiles,
  path: string,
  response: ServerResponse,
  headers: { readonly [name: string]: string },
): Promise<void> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  if (!names.has(name)) {
    response.writeHead(404, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
    response.end('there is no such file\n');
    return;
  }
  const content = await readFile(join(folder, name));
  // Names carry a hash of what is in them, but for the page itself.
  const isHashed = /-[A-Z0-9]{8}\.\w+$/.test(name);
  response.writeHead(200, {
    ...headers,
    'content-type': types[extname(name)] ?? 'application/octet-stream',
    'content-length': content.length,
    ...(isHashed ? { 'cache-control': 'private, max-age=31536000, immutable' } : {}),
  });
  response.end(content);
}
