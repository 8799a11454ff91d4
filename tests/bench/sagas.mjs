/**
 * `node tests/bench/sagas.mjs [--rounds 7] [--runs 300] [--finished 1000000]`, part of `npm run bench:runtime`: what a
 * run of four steps costs on PostgreSQL, beside the same transactions by hand without any saga; and what it costs once a
 * million runs have ended.
 */
import { runWork } from './run-work.mjs';

await runWork('saga');
