/** The malice of real brokers on demand, to prove that a system bears it. */
export interface ChaosOptions {
  /** Share of deliveries that happen twice, 0 to 1. */
  readonly duplicates: number;
  /** Longest pause before a delivery in milliseconds; each is drawn anew. */
  readonly delayMs: number;
  /** Takes waiting messages in any order, as far as the broker does not promise one. */
  readonly shuffle: boolean;
}

/**
 * Reads `EDA_CHAOS`: a list such as `duplicates=0.1,delay=50,shuffle`, where `delay` is in milliseconds. Gives
 * undefined for an empty text, and the complaint about a bad one.
 */
export function parseChaos(text: string): ChaosOptions | undefined | { readonly error: string } {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  let chaos: ChaosOptions = { duplicates: 0, delayMs: 0, shuffle: false };
  for (const part of parts) {
    const [name = '', value] = part.split('=', 2);
    const amount = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
    if (name === 'shuffle' && value === undefined) chaos = { ...chaos, shuffle: true };
    else if (name === 'duplicates' && amount >= 0 && amount <= 1) chaos = { ...chaos, duplicates: amount };
    else if (name === 'delay' && amount >= 0 && amount <= 600_000) chaos = { ...chaos, delayMs: amount };
    else {
      return { error: `${part} is no chaos: write duplicates=<0 to 1>, delay=<milliseconds> or shuffle` };
    }
  }
  return chaos;
}
