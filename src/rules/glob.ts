/**
 * A test for a glob over names (`search.*`) or files (`vendor/*`): `*` is any text without `/`, `**` any text, `?`
 * one character other than `/`. Everything else stands for itself.
 */
export function globTest(glob: string): (text: string) => boolean {
  const pattern = glob
    .replace(/^\.\//, '')
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => {
      if (part === '**' || part === '**/') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    })
    .join('');
  const regex = new RegExp(`^${pattern}$`, 's');
  return (text) => regex.test(text);
}
