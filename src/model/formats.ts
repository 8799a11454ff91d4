/**
 * Checks of the `format`s that the language enforces (JSON Schema 2020-12 validation, §7.3). Others are annotations.
 */
export const formats: { readonly [format: string]: (text: string) => boolean } = {
  'date-time': (text) => {
    const [date = '', time = '', ...rest] = text.split(/[Tt\s]/);
    return rest.length === 0 && isDate(date) && isTime(time);
  },
  date: isDate,
  time: isTime,
  duration: (text) => /^P(?!$)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$|^P\d+W$/.test(text),
  uuid: (text) => /^(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text),
  email: (text) =>
    /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(
      text,
    ),
  hostname: (text) =>
    text.length <= 253 &&
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i.test(text),
  ipv4: (text) => /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/.test(text),
  ipv6: isIpv6,
  uri: (text) => /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(text) && hasWholeEscapes(text),
  'uri-reference': (text) => /^[^\s<>"{}|\\^`]*$/.test(text) && hasWholeEscapes(text),
  'json-pointer': (text) => /^(\/([^~/]|~0|~1)*)*$/.test(text),
};

/** Full-date of RFC 3339 §5.6. */
function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  );
}

/** Full-time of RFC 3339 §5.6; a leap second stands at 23:59:60 UTC only. */
function isTime(text: string): boolean {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|([+-])(\d\d):?(\d\d)?)$/i.exec(text);
  if (match === null) return false;
  const [hour, minute, second] = match.slice(1, 4).map(Number) as [number, number, number];
  const offsetHour = Number(match[5] ?? 0);
  const offsetMinute = Number(match[6] ?? 0);
  if (offsetHour > 23 || offsetMinute > 59 || hour > 23 || minute > 59) return false;
  if (second < 60) return true;
  if (second > 60) return false;
  const sign = match[4] === '-' ? 1 : -1;
  const utc = (hour * 60 + minute + sign * (offsetHour * 60 + offsetMinute) + 2880) % 1440;
  return utc === 1439;
}

function isIpv6(text: string): boolean {
  if (!/^[0-9a-f:.]+$/i.test(text)) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = groups.flat();
  const last = all.at(-1);
  const embedded = last?.includes('.') === true;
  if (embedded && !formats.ipv4?.(last)) return false;
  const plain = embedded ? all.slice(0, -1) : all;
  if (!plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const length = plain.length + (embedded ? 2 : 0);
  return halves.length === 2 ? length <= 7 : length === 8;
}

function hasWholeEscapes(text: string): boolean {
  return !/%(?![0-9a-f]{2})/i.test(text);
}
