/** The value of a plain scalar by the core schema of YAML 1.2 (§10.3.2): null, booleans, numbers; everything else is text. */
export function resolvePlain(raw: string): unknown {
  const first = raw.charCodeAt(0);
  // Most plain scalars begin with a letter that begins no keyword: leave at once.
  if (first > 0x2e && !(first <= 0x39) && !keywordStarts.has(first)) return raw;
  switch (raw) {
    case '':
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
  }
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(raw)) return Number(raw);
  if (/^0o[0-7]+$|^0x[0-9a-fA-F]+$/.test(raw)) return Number(raw);
  if (/^[-+]?\.(inf|Inf|INF)$/.test(raw)) return raw.startsWith('-') ? -Infinity : Infinity;
  if (/^\.(nan|NaN|NAN)$/.test(raw)) return Number.NaN;
  return raw;
}

const keywordStarts = new Set([...'nNtTfF~'].map((letter) => letter.charCodeAt(0)));
