import type { GiftMessages } from '../generated/sagas.ts';

/**
 * The data of each message of gift, made from the event that started the run (`start`), the answers so far
 * (`replies`, by step), and the `failure` of a run that is given up.
 *
 * Pure functions: a transition that is interrupted is decided again, and says the same.
 */
export const messages: GiftMessages = {
  'booking.gift.granted': ({ start }) => ({ tripId: start.tripId }),
  'booking.gift.refused': ({ start }) => ({ tripId: start.tripId }),
};
