import type { AsyncApiDocument } from './document.ts';

/**
 * What a document's application is called: the last part of its `id` (`urn:eda:todo:user-service`,
 * `https://example.com/apps/orders`), else its title, in kebab-case. Documents that want the same name take that of
 * their file along.
 */
export function nameServices(documents: readonly AsyncApiDocument[]): Map<AsyncApiDocument, string> {
  const wanted = documents.map((document) => wantedName(document));
  const names = new Map<AsyncApiDocument, string>();
  const taken = new Set<string>();
  for (const [index, document] of documents.entries()) {
    const name = wanted[index] ?? '';
    const isTwin = wanted.filter((other) => other === name).length > 1;
    const free = [isTwin ? `${name}-${stemOf(document.file)}` : name, kebab(document.file)].find(
      (candidate) => !taken.has(candidate),
    );
    const chosen = free ?? `${kebab(document.file)}-${index + 1}`;
    taken.add(chosen);
    names.set(document, chosen);
  }
  return names;
}

function wantedName({ id, title, file }: AsyncApiDocument): string {
  const last = id?.split(/[:/#?]/).findLast((part) => part !== '');
  const byId = last === undefined ? '' : kebab(last);
  // Titles are prose: `Order Service (internal)`.
  const byTitle = kebab(title.replace(/\([^)]*\)/g, '')).replace(/-(async-?)?api$/, '');
  return [byId, byTitle].find((name) => /^[a-z]/.test(name)) ?? stemOf(file);
}

function stemOf(file: string): string {
  return kebab((file.split('/').at(-1) ?? file).replace(/(\.asyncapi)?\.[a-z]+$/i, '')) || 'application';
}

/** A name of the language: lower case, digits, hyphens, a letter first. */
export function kebab(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const name = (words ?? []).join('-');
  return /^[0-9]/.test(name) ? `n${name}` : name;
}
