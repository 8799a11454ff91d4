import { brokerMissing } from './broker-missing.ts';
import { callUnserved } from './call-unserved.ts';
import { commandHandler } from './command-handler.ts';
import { commandImperative } from './command-imperative.ts';
import { dataNotObject } from './data-not-object.ts';
import { databaseMissing } from './database-missing.ts';
import { deadLetterOff } from './dead-letter-off.ts';
import { deprecatedSubscribed } from './deprecated-subscribed.ts';
import { eventName } from './event-name.ts';
import { eventPastTense } from './event-past-tense.ts';
import { eventUnused } from './event-unused.ts';
import { exampleInvalid } from './example-invalid.ts';
import { fallbackInvalid } from './fallback-invalid.ts';
import { foreignDomainPublisher } from './foreign-domain-publisher.ts';
import { ignoreExpired } from './ignore-expired.ts';
import { ignoreReason } from './ignore-reason.ts';
import { ignoreUnused } from './ignore-unused.ts';
import { internalEvent } from './internal-event.ts';
import { keyMissing } from './key-missing.ts';
import { keyNeeded } from './key-needed.ts';
import { keyOptional } from './key-optional.ts';
import { missingOwner } from './missing-owner.ts';
import { missingSummary } from './missing-summary.ts';
import { nameCollision } from './name-collision.ts';
import { noPublisher } from './no-publisher.ts';
import { noSubscriber } from './no-subscriber.ts';
import { personalDataUnmarked } from './personal-data-unmarked.ts';
import { plainSecret } from './plain-secret.ts';
import { projectionImmediate } from './projection-immediate.ts';
import { rawIdMissing } from './raw-id-missing.ts';
import { refCycle } from './ref-cycle.ts';
import type { Rule } from './rule.ts';
import { sagaStart } from './saga-start.ts';
import { schemaUnsatisfiable } from './schema-unsatisfiable.ts';
import { schemaUnused } from './schema-unused.ts';
import { subscriptionCycle } from './subscription-cycle.ts';
import { sunsetPassed } from './sunset-passed.ts';
import { topicUnused } from './topic-unused.ts';
import { twoPublishers } from './two-publishers.ts';
import { unknownReference } from './unknown-reference.ts';
import { unknownRule } from './unknown-rule.ts';
import { versionSuffix } from './version-suffix.ts';

/** Every built-in rule, by id. A new rule is a file of its own and a line here. */
export const rules: readonly Rule[] = [
  brokerMissing,
  callUnserved,
  commandHandler,
  commandImperative,
  dataNotObject,
  databaseMissing,
  deadLetterOff,
  deprecatedSubscribed,
  eventName,
  eventPastTense,
  eventUnused,
  exampleInvalid,
  fallbackInvalid,
  foreignDomainPublisher,
  ignoreExpired,
  ignoreReason,
  ignoreUnused,
  internalEvent,
  keyMissing,
  keyNeeded,
  keyOptional,
  missingOwner,
  missingSummary,
  nameCollision,
  noPublisher,
  noSubscriber,
  personalDataUnmarked,
  plainSecret,
  projectionImmediate,
  rawIdMissing,
  refCycle,
  sagaStart,
  schemaUnsatisfiable,
  schemaUnused,
  subscriptionCycle,
  sunsetPassed,
  topicUnused,
  twoPublishers,
  unknownReference,
  unknownRule,
  versionSuffix,
];
