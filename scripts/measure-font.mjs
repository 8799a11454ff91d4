/**
 * Prints `src/draw/scene/font-advances.ts`: how wide each character of a font is, read from the `hmtx` and `cmap`
 * tables of its regular and bold TrueType files (OpenType 1.9). The font has to be one whose metrics others share:
 * Liberation Sans is as wide as Helvetica and Arial.
 *
 *     node scripts/measure-font.mjs LiberationSans-Regular.ttf LiberationSans-Bold.ttf > src/draw/scene/font-advances.ts
 */
import { readFileSync } from 'node:fs';

/** Printable ASCII, then Latin-1. */
const ranges = [
  [0x20, 0x7e],
  [0xa0, 0xff],
];

function readAdvances(file) {
  const bytes = readFileSync(file);
  const tables = new Map();
  for (let n = 0; n < bytes.readUInt16BE(4); n++) {
    const at = 12 + n * 16;
    tables.set(bytes.toString('latin1', at, at + 4), bytes.readUInt32BE(at + 8));
  }
  const unitsPerEm = bytes.readUInt16BE(tables.get('head') + 18);
  const metrics = bytes.readUInt16BE(tables.get('hhea') + 34);
  const glyphOf = readCmap(bytes, tables.get('cmap'));
  return ranges.map(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, n) => {
      const glyph = Math.min(glyphOf(first + n), metrics - 1);
      return Math.round((bytes.readUInt16BE(tables.get('hmtx') + glyph * 4) * 1000) / unitsPerEm);
    }),
  );
}

/** Format 4: segments of the Basic Multilingual Plane. */
function readCmap(bytes, cmap) {
  for (let n = 0; n < bytes.readUInt16BE(cmap + 2); n++) {
    const at = cmap + bytes.readUInt32BE(cmap + 4 + n * 8 + 4);
    if (bytes.readUInt16BE(at) !== 4) continue;
    const segments = bytes.readUInt16BE(at + 6) / 2;
    const u16 = (table, segment) => at + 14 + table * segments * 2 + (table > 0 ? 2 : 0) + segment * 2;
    return (code) => {
      for (let segment = 0; segment < segments; segment++) {
        if (bytes.readUInt16BE(u16(0, segment)) < code) continue;
        const start = bytes.readUInt16BE(u16(1, segment));
        if (start > code) return 0;
        const delta = bytes.readUInt16BE(u16(2, segment));
        const offset = bytes.readUInt16BE(u16(3, segment));
        if (offset === 0) return (code + delta) & 0xffff;
        const glyph = bytes.readUInt16BE(u16(3, segment) + offset + (code - start) * 2);
        return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
      }
      return 0;
    };
  }
  throw new Error('the font has no cmap of format 4');
}

const [regular, bold] = process.argv.slice(2).map(readAdvances);
const print = (name, widths) =>
  `  ${name}: [\n${widths.map((range) => `    [${range.join(', ')}],`).join('\n')}\n  ],`;
process.stdout.write(`/**
 * Widths of characters in thousandths of the font's size, of Liberation Sans 1.07.4, which is as wide as Helvetica and
 * Arial: U+0020 to U+007E, then U+00A0 to U+00FF. Made by \`scripts/measure-font.mjs\`.
 */
export const fontAdvances = {
${print('regular', regular)}
${print('bold', bold)}
} as const;
`);
