/** What leads from this page to the site's root: empty, or `../`. */
export function rootPath(): string {
  return document.body.dataset.root ?? '';
}
