import type { TripMessages } from '../generated/sagas.ts';

/**
 * The data of each message of trip, made from the event that started the run (`start`), the answers so far
 * (`replies`, by step), and the `failure` of a run that is given up.
 *
 * Pure functions: a transition that is interrupted is decided again, and says the same.
 */
export const messages: TripMessages = {
  'rooms.room.hold': ({ start }) => ({ tripId: start.tripId, guest: start.guest }),
  'rooms.room.free': ({ start }) => ({ tripId: start.tripId }),
  'cards.card.charge': () => {
    throw new Error('The data of cards.card.charge are not written yet');
  },
  'booking.trip.booked': ({ start, replies }) => ({ tripId: start.tripId, room: replies['hold-room'].room }),
  'booking.trip.refused': ({ start }) => ({ tripId: start.tripId }),
};
