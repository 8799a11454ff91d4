import type { Message } from './message.ts';

/** A message on its way to a member. The count outlives one handling: it follows the message until it is done. */
export interface Delivery {
  readonly message: Message;
  /** How often the app died with this message in its hands. */
  interruptions: number;
}
