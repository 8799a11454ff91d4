/**
 * `node tests/bench/event-store.mjs [--rounds 5] [--events 20000]`, part of `npm run bench:runtime`: what it costs to append
 * to the event store, to load a stream and to rebuild projections, beside bare statements on the same rows; and beside
 * Emmett's PostgreSQL store, where `npm run bench:peers` installed it.
 */
import { peersFolder } from './install-peers.mjs';
import { runWork } from './run-work.mjs';

await runWork('event-store', { env: { EDA_PEERS: peersFolder() } });
