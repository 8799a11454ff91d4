/** Formats of JSON Schema 2020-12, section 7.3, as predicates over text. */

/** RFC 3339, section 5.6: `2024-02-29T10:00:00Z`. */
export function isDateTime(text: string): boolean {
  return (text[10] === 'T' || text[10] === 't') && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

/** RFC 3339 `full-date`: `2024-02-29`. */
export function isDate(text: string): boolean {
  const match = dateParts.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(month, year);
}

const dateParts = /^(\d{4})-(\d\d)-(\d\d)$/;

function daysOf(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** RFC 3339 `full-time`: `10:00:00.5+02:00`. The leap second is 23:59:60 in UTC. */
export function isTime(text: string): boolean {
  const match = timeParts.exec(text);
  if (match === null) return false;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [offsetHour, offsetMinute] = [Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (hour > 23 || minute > 59 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const offset = (offsetHour * 60 + offsetMinute) * (match[4] === '-' ? -1 : 1);
  const utc = (hour * 60 + minute - offset + 1440) % 1440;
  return second === 60 && utc === 1439;
}

const timeParts = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** ISO 8601 as in RFC 3339, appendix A: `P1DT12H`, `P2W`. */
export function isDuration(text: string): boolean {
  return /^P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/.test(text);
}

/** RFC 9562, of any version. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An address as mail servers of today take it: a dot-atom at a domain of at least two labels. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64 || text.length > 254) return false;
  const domain = text.slice(at + 1);
  return (
    localPart.test(text.slice(0, at)) && domain.includes('.') && !domain.endsWith('.') && isHostname(domain)
  );
}

const localPart = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** RFC 1123: labels of letters, digits and inner hyphens. */
export function isHostname(text: string): boolean {
  return text.length <= 254 && (text.length < 254 || text.endsWith('.')) && hostname.test(text);
}

const hostname = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*\.?$/i;

/** Dotted decimal without leading zeros. */
export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  );
}

/** RFC 4291, section 2.2; without zone. */
export function isIpv6(text: string): boolean {
  const halves = text.split('::');
  const [head = '', tail] = halves;
  if (halves.length > 2) return false;
  const groups = countGroups(head, tail === undefined);
  if (tail === undefined) return groups === 8;
  return groups + countGroups(tail, true) <= 7;
}

/** Groups of 16 bits; an IPv4 address at the end is two. Not a number where something else stands there. */
function countGroups(text: string, isEnd: boolean): number {
  if (text === '') return 0;
  const groups = text.split(':');
  const last = groups.at(-1) ?? '';
  const isMixed = isEnd && last.includes('.');
  const plain = isMixed ? groups.slice(0, -1) : groups;
  if (isMixed && !isIpv4(last)) return Number.NaN;
  return plain.every((group) => /^[\da-f]{1,4}$/i.test(group))
    ? groups.length + (isMixed ? 1 : 0)
    : Number.NaN;
}

/** RFC 3986, an absolute URI: a scheme, then characters of a URI. */
export function isUri(text: string): boolean {
  return /^[a-z][a-z\d+.-]*:/i.test(text) && isUriReference(text);
}

/** RFC 3986: a URI, or a reference relative to one. */
export function isUriReference(text: string): boolean {
  const match = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(text);
  if (match === null) return false;
  const [, scheme, authority, path = '', query = '', fragment = ''] = match;
  if (scheme !== undefined && !/^[a-z][a-z\d+.-]*$/i.test(scheme)) return false;
  if (authority !== undefined && !isAuthority(authority)) return false;
  return (
    isEncoded(path, pathCharacters) &&
    isEncoded(query, queryCharacters) &&
    isEncoded(fragment, queryCharacters)
  );
}

const pathCharacters = /^[\w\-.~!$&'()*+,;=:@/]*$/;
const queryCharacters = /^[\w\-.~!$&'()*+,;=:@/?]*$/;
const userCharacters = /^[\w\-.~!$&'()*+,;=:]*$/;
const nameCharacters = /^[\w\-.~!$&'()*+,;=]*$/;

/** Only the given characters and percent-encoded bytes. */
function isEncoded(text: string, characters: RegExp): boolean {
  return characters.test(text.replace(/%[\da-f]{2}/gi, ''));
}

function isAuthority(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at !== -1 && !isEncoded(text.slice(0, at), userCharacters)) return false;
  const match = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(text.slice(at + 1));
  const host = match?.[1];
  if (host === undefined) return false;
  if (!host.startsWith('[')) return isEncoded(host, nameCharacters);
  const address = host.slice(1, -1);
  return isIpv6(address) || /^v[\da-f]+\.[\w\-.~!$&'()*+,;=:]+$/i.test(address);
}

/** RFC 6901. */
export function isJsonPointer(text: string): boolean {
  return /^(?:\/(?:[^~/]|~[01])*)*$/.test(text);
}

/** A regular expression of ECMA-262 with the `u` flag. */
export function isRegex(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
