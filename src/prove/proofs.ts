import type { Proof } from './proof.ts';
import { brokerKilled } from './proofs/broker-killed.ts';
import { clockJumps } from './proofs/clock-jumps.ts';
import { consumerKilled } from './proofs/consumer-killed.ts';
import { crashBeforePublish } from './proofs/crash-before-publish.ts';
import { databaseRestarted } from './proofs/database-restarted.ts';
import { deciderKilled } from './proofs/decider-killed.ts';
import { fullOutbox } from './proofs/full-outbox.ts';
import { poison } from './proofs/poison.ts';
import { projectionKilled } from './proofs/projection-killed.ts';
import { projectionRebuilt } from './proofs/projection-rebuilt.ts';
import { projectionReplayed } from './proofs/projection-replayed.ts';
import { relayKilled } from './proofs/relay-killed.ts';
import { reordering } from './proofs/reordering.ts';
import { replay } from './proofs/replay.ts';
import { sagaCoordinatorKilled } from './proofs/saga-coordinator-killed.ts';
import { sagaLateReplies } from './proofs/saga-late-replies.ts';
import { sagaThreeTimes } from './proofs/saga-three-times.ts';
import { shutdown } from './proofs/shutdown.ts';
import { sidecarKilled } from './proofs/sidecar-killed.ts';
import { slowConsumer } from './proofs/slow-consumer.ts';
import { threeTimes } from './proofs/three-times.ts';
import { twoDeciders } from './proofs/two-deciders.ts';
import { twoRelays } from './proofs/two-relays.ts';

/** Every proof, in the order in which they run. */
export const proofs: readonly Proof[] = [
  crashBeforePublish,
  relayKilled,
  consumerKilled,
  sidecarKilled,
  brokerKilled,
  databaseRestarted,
  threeTimes,
  replay,
  reordering,
  twoRelays,
  poison,
  slowConsumer,
  clockJumps,
  fullOutbox,
  shutdown,
  sagaCoordinatorKilled,
  sagaThreeTimes,
  sagaLateReplies,
  deciderKilled,
  twoDeciders,
  projectionKilled,
  projectionReplayed,
  projectionRebuilt,
];
