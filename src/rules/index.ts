import { addressMissing } from './address-missing.ts';
import { aggregatePublisher } from './aggregate-publisher.ts';
import { arrayUnbounded } from './array-unbounded.ts';
import { attributeReserved } from './attribute-reserved.ts';
import { bindingInvalid } from './binding-invalid.ts';
import { bindingProtocol } from './binding-protocol.ts';
import { breakingChange } from './breaking-change.ts';
import { brokerMissing } from './broker-missing.ts';
import { brokerName } from './broker-name.ts';
import { brokerNameLength } from './broker-name-length.ts';
import { brokerSetting } from './broker-setting.ts';
import { brokerUnprotected } from './broker-unprotected.ts';
import { callUnserved } from './call-unserved.ts';
import { channelParameter } from './channel-parameter.ts';
import { cloudeventsMode } from './cloudevents-mode.ts';
import { cloudeventsWrapped } from './cloudevents-wrapped.ts';
import { commandHandler } from './command-handler.ts';
import { commandImperative } from './command-imperative.ts';
import { compatibilityNone } from './compatibility-none.ts';
import { componentUnused } from './component-unused.ts';
import { correlationMissing } from './correlation-missing.ts';
import { customRule } from './custom-rule.ts';
import { dataDepth } from './data-depth.ts';
import { dataNotObject } from './data-not-object.ts';
import { databaseMissing } from './database-missing.ts';
import { deadLetterLoop } from './dead-letter-loop.ts';
import { deadLetterLost } from './dead-letter-lost.ts';
import { deadLetterOff } from './dead-letter-off.ts';
import { deadLetterUnreachable } from './dead-letter-unreachable.ts';
import { deadLetterUnread } from './dead-letter-unread.ts';
import { deprecatedSubscribed } from './deprecated-subscribed.ts';
import { deprecationPlan } from './deprecation-plan.ts';
import { directionReversed } from './direction-reversed.ts';
import { documentOvertaken } from './document-overtaken.ts';
import { duplicateId } from './duplicate-id.ts';
import { enumCase } from './enum-case.ts';
import { enumClosed } from './enum-closed.ts';
import { envelopeIncomplete } from './envelope-incomplete.ts';
import { environmentInName } from './environment-in-name.ts';
import { eventName } from './event-name.ts';
import { eventPastTense } from './event-past-tense.ts';
import { eventUnused } from './event-unused.ts';
import { exampleInvalid } from './example-invalid.ts';
import { exampleMissing } from './example-missing.ts';
import { exampleRealData } from './example-real-data.ts';
import { fallbackInvalid } from './fallback-invalid.ts';
import { fieldReadded } from './field-readded.ts';
import { foreignDomainPublisher } from './foreign-domain-publisher.ts';
import { foreignName } from './foreign-name.ts';
import { genericAction } from './generic-action.ts';
import { idType } from './id-type.ts';
import { ignoreExpired } from './ignore-expired.ts';
import { ignoreReason } from './ignore-reason.ts';
import { ignoreUnused } from './ignore-unused.ts';
import { inboxRetention } from './inbox-retention.ts';
import { integerUnsafe } from './integer-unsafe.ts';
import { internalEvent } from './internal-event.ts';
import { keyMissing } from './key-missing.ts';
import { keyNeeded } from './key-needed.ts';
import { keyNotScalar } from './key-not-scalar.ts';
import { keyOptional } from './key-optional.ts';
import { keyUnique } from './key-unique.ts';
import { messageDisagreement } from './message-disagreement.ts';
import { messageExampleInvalid } from './message-example-invalid.ts';
import { messageSize } from './message-size.ts';
import { missingOwner } from './missing-owner.ts';
import { missingSummary } from './missing-summary.ts';
import { moneyFloat } from './money-float.ts';
import { nameCollision } from './name-collision.ts';
import { noPublisher } from './no-publisher.ts';
import { noSubscriber } from './no-subscriber.ts';
import { nullableOptional } from './nullable-optional.ts';
import { objectClosed } from './object-closed.ts';
import { operationChannel } from './operation-channel.ts';
import { operationReply } from './operation-reply.ts';
import { orderNotKept } from './order-not-kept.ts';
import { orderedInParallel } from './ordered-in-parallel.ts';
import { parallelVersions } from './parallel-versions.ts';
import { patternSlow } from './pattern-slow.ts';
import { payloadUnread } from './payload-unread.ts';
import { personalDataExposed } from './personal-data-exposed.ts';
import { personalDataExternal } from './personal-data-external.ts';
import { personalDataKept } from './personal-data-kept.ts';
import { personalDataUnmarked } from './personal-data-unmarked.ts';
import { plainSecret } from './plain-secret.ts';
import { projectionImmediate } from './projection-immediate.ts';
import { propertyCase } from './property-case.ts';
import { propertyCollision } from './property-collision.ts';
import { propertyUndescribed } from './property-undescribed.ts';
import { publishUnconfirmed } from './publish-unconfirmed.ts';
import { rawIdMissing } from './raw-id-missing.ts';
import { reactionRepeated } from './reaction-repeated.ts';
import { refCycle } from './ref-cycle.ts';
import { refRemote } from './ref-remote.ts';
import { replyAddress } from './reply-address.ts';
import { requiredDefault } from './required-default.ts';
import { requiredUndeclared } from './required-undeclared.ts';
import { reservedName } from './reserved-name.ts';
import { retryEndless } from './retry-endless.ts';
import { retryMultiplied } from './retry-multiplied.ts';
import { retryTooLong } from './retry-too-long.ts';
import type { Rule } from './rule.ts';
import { sagaAnswer } from './saga-answer.ts';
import { sagaLoop } from './saga-loop.ts';
import { sagaStart } from './saga-start.ts';
import { sagaTimeout } from './saga-timeout.ts';
import { sagaUnheard } from './saga-unheard.ts';
import { sameNameOtherShape } from './same-name-other-shape.ts';
import { schemaUnsatisfiable } from './schema-unsatisfiable.ts';
import { schemaUnused } from './schema-unused.ts';
import { securityUndeclared } from './security-undeclared.ts';
import { serverOpen } from './server-open.ts';
import { serverPlaintext } from './server-plaintext.ts';
import { serverUndeclared } from './server-undeclared.ts';
import { sourceUri } from './source-uri.ts';
import { stringUnbounded } from './string-unbounded.ts';
import { subscriptionCycle } from './subscription-cycle.ts';
import { summaryRepeats } from './summary-repeats.ts';
import { sunsetPassed } from './sunset-passed.ts';
import { tagUnknown } from './tag-unknown.ts';
import { teamContact } from './team-contact.ts';
import { timestampFormat } from './timestamp-format.ts';
import { topicName } from './topic-name.ts';
import { topicParameter } from './topic-parameter.ts';
import { topicUnused } from './topic-unused.ts';
import { twoPublishers } from './two-publishers.ts';
import { typeName } from './type-name.ts';
import { typePrefix } from './type-prefix.ts';
import { typeShared } from './type-shared.ts';
import { unionUntagged } from './union-untagged.ts';
import { unknownOption } from './unknown-option.ts';
import { unknownReference } from './unknown-reference.ts';
import { unknownRule } from './unknown-rule.ts';
import { versionBump } from './version-bump.ts';
import { versionSuffix } from './version-suffix.ts';

/** Every built-in rule, by id. A new rule is a file of its own and a line here. */
export const rules: readonly Rule[] = [
  addressMissing,
  aggregatePublisher,
  arrayUnbounded,
  attributeReserved,
  bindingInvalid,
  bindingProtocol,
  breakingChange,
  brokerMissing,
  brokerName,
  brokerNameLength,
  brokerSetting,
  brokerUnprotected,
  callUnserved,
  channelParameter,
  cloudeventsMode,
  cloudeventsWrapped,
  commandHandler,
  commandImperative,
  compatibilityNone,
  componentUnused,
  correlationMissing,
  customRule,
  dataDepth,
  dataNotObject,
  databaseMissing,
  deadLetterLoop,
  deadLetterLost,
  deadLetterOff,
  deadLetterUnreachable,
  deadLetterUnread,
  deprecatedSubscribed,
  deprecationPlan,
  directionReversed,
  documentOvertaken,
  duplicateId,
  enumCase,
  enumClosed,
  envelopeIncomplete,
  environmentInName,
  eventName,
  eventPastTense,
  eventUnused,
  exampleInvalid,
  exampleMissing,
  exampleRealData,
  fallbackInvalid,
  fieldReadded,
  foreignDomainPublisher,
  foreignName,
  genericAction,
  idType,
  ignoreExpired,
  ignoreReason,
  ignoreUnused,
  inboxRetention,
  integerUnsafe,
  internalEvent,
  keyMissing,
  keyNeeded,
  keyNotScalar,
  keyOptional,
  keyUnique,
  messageDisagreement,
  messageExampleInvalid,
  messageSize,
  missingOwner,
  missingSummary,
  moneyFloat,
  nameCollision,
  noPublisher,
  noSubscriber,
  nullableOptional,
  objectClosed,
  operationChannel,
  operationReply,
  orderNotKept,
  orderedInParallel,
  parallelVersions,
  patternSlow,
  payloadUnread,
  personalDataExposed,
  personalDataExternal,
  personalDataKept,
  personalDataUnmarked,
  plainSecret,
  projectionImmediate,
  propertyCase,
  propertyCollision,
  propertyUndescribed,
  publishUnconfirmed,
  rawIdMissing,
  reactionRepeated,
  refCycle,
  refRemote,
  replyAddress,
  requiredDefault,
  requiredUndeclared,
  reservedName,
  retryEndless,
  retryMultiplied,
  retryTooLong,
  sagaAnswer,
  sagaLoop,
  sagaStart,
  sagaTimeout,
  sagaUnheard,
  sameNameOtherShape,
  schemaUnsatisfiable,
  schemaUnused,
  securityUndeclared,
  serverOpen,
  serverPlaintext,
  serverUndeclared,
  sourceUri,
  stringUnbounded,
  subscriptionCycle,
  summaryRepeats,
  sunsetPassed,
  tagUnknown,
  teamContact,
  timestampFormat,
  topicName,
  topicParameter,
  topicUnused,
  twoPublishers,
  typeName,
  typePrefix,
  typeShared,
  unionUntagged,
  unknownOption,
  unknownReference,
  unknownRule,
  versionBump,
  versionSuffix,
];
