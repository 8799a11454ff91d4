const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const narrow = /\p{M}|\p{Cf}/u;

/** Columns that text takes on a terminal: East Asian characters and emoji two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) width += narrow.test(char) ? 0 : wide.test(char) ? 2 : 1;
  return width;
}
