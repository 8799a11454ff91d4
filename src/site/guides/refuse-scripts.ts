/**
 * A picture as it was read, or why it is not taken. On a page a picture runs nothing; an SVG that somebody opens by itself
 * would, with the rights of the whole site.
 */
export function refuseScripts(path: string, read: Uint8Array | string): Uint8Array | string {
  if (typeof read === 'string' || !/\.svg$/i.test(path)) return read;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(read);
  } catch {
    return 'it is not UTF-8 text';
  }
  return mayRun.test(withoutReferences(text)) ? 'a picture that holds a script is not shown' : read;
}

/** What makes a document of SVG run, load or become something else. */
const mayRun =
  /<(?:\w+:)?(?:script|iframe|object|embed|handler|listener)\b|[\s"'/]on\w+\s*=|(?:java|vb)script:|<!ENTITY|<\?xml-stylesheet/i;

/** Characters that stand there by their number, and space that addresses may have anywhere. */
function withoutReferences(text: string): string {
  return text
    .replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));?/gi, (whole, hex?: string, decimal?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/&(?:colon|Tab|NewLine);/g, (name) => (name === '&colon;' ? ':' : ''))
    .replace(/(?<=\w)[\t\n\r]+(?=\w*script:)/gi, '');
}
