/** A message as the broker keeps it. */
export interface Message extends NewMessage {
  /** Position in its topic's log, from 0, without gaps. */
  readonly offset: number;
  /** When the broker took it, in milliseconds since 1970. */
  readonly at: number;
}

export interface NewMessage {
  readonly data: Buffer;
  /** The publisher's metadata; becomes headers on delivery. */
  readonly metadata: Readonly<Record<string, string>>;
  /** For brokers that expire messages themselves. Milliseconds since 1970. */
  readonly expiresAt?: number;
}
