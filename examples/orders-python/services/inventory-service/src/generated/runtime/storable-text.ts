/** @returns the text as PostgreSQL can hold it, cut to so many characters: its texts hold no NUL, JSON and error messages may. */
export function storableText(text: string, most?: number): string {
  return text.slice(0, most).replaceAll('\0', '\uFFFD');
}
