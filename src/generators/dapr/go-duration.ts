/** Milliseconds as a Go duration: `1m30s`, `168h`, `1.5s`, `500ms`; zero is `0s`. */
export function goDuration(milliseconds: number): string {
  const rounded = Math.round(milliseconds);
  if (rounded > 0 && rounded < 1000) return `${rounded}ms`;
  const hours = Math.floor(rounded / 3_600_000);
  const minutes = Math.floor((rounded % 3_600_000) / 60_000);
  const seconds = (rounded % 60_000) / 1000;
  const text = [
    hours > 0 ? `${hours}h` : '',
    minutes > 0 ? `${minutes}m` : '',
    seconds > 0 ? `${seconds}s` : '',
  ].join('');
  return text === '' ? '0s' : text;
}
