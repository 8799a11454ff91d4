/**
 * Stands in for kafkajs in a project of a test: a cluster in `cluster.json` beside node_modules. It refuses what a real
 * cluster would: fewer partitions, topics that are there or not, configurations that it does not know; rights where it has
 * no authorizer (no `acls`) or the login may not see them (`blind`).
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const file = join(__dirname, '../../cluster.json');
const defaults = {
  'cleanup.policy': 'delete',
  'retention.ms': '604800000',
  'min.insync.replicas': '1',
  'max.message.bytes': '1048588',
};

class KafkaJSProtocolError extends Error {
  name = 'KafkaJSProtocolError';
}
class KafkaJSAggregateError extends Error {
  name = 'KafkaJSAggregateError';
  constructor(errors) {
    super('several');
    this.errors = errors;
  }
}
class KafkaJSNumberOfRetriesExceeded extends Error {
  name = 'KafkaJSNumberOfRetriesExceeded';
}
class KafkaJSConnectionError extends Error {
  name = 'KafkaJSConnectionError';
}
class KafkaJSSASLAuthenticationError extends Error {
  name = 'KafkaJSSASLAuthenticationError';
}

class Kafka {
  constructor(config) {
    this.config = config;
  }
  admin() {
    const { config } = this;
    let state;
    const save = () => writeFileSync(file, JSON.stringify(state, null, 2));
    const topicOf = (name) => {
      const topic = state.topics[name];
      if (topic === undefined)
        throw new KafkaJSProtocolError('This server does not host this topic-partition');
      return topic;
    };
    const check = (entries) => {
      for (const { name, value } of entries) {
        if (defaults[name] === undefined)
          throw new KafkaJSProtocolError(`Unknown topic config name: ${name}`);
        if (typeof value !== 'string') throw new TypeError(`${name} is no text`);
      }
    };
    return {
      async connect() {
        state = JSON.parse(readFileSync(file, 'utf8'));
        state.asked = { brokers: config.brokers, ssl: config.ssl, sasl: config.sasl };
        save();
        if (state.down)
          throw Object.assign(new KafkaJSNumberOfRetriesExceeded('Connection error: connect ECONNREFUSED'), {
            cause: new KafkaJSConnectionError('Connection error: connect ECONNREFUSED'),
          });
        if (
          state.login !== undefined &&
          (config.sasl?.username !== state.login.username || config.sasl?.password !== state.login.password)
        )
          throw new KafkaJSSASLAuthenticationError(
            'Authentication failed during authentication due to invalid credentials',
          );
      },
      async disconnect() {},
      listTopics: async () => Object.keys(state.topics),
      fetchTopicMetadata: async ({ topics }) => ({
        topics: topics.map((name) => {
          const { partitions, replication } = topicOf(name);
          return {
            name,
            partitions: Array.from({ length: partitions }, (_, partitionId) => ({
              partitionId,
              replicas: Array.from({ length: replication }, (_, id) => id),
            })),
          };
        }),
      }),
      describeConfigs: async ({ resources }) => ({
        resources: resources.map(({ type, name }) => {
          if (type !== 2) throw new TypeError('not a topic');
          const { config: own } = topicOf(name);
          return {
            resourceName: name,
            configEntries: Object.entries({ ...defaults, ...own }).map(([configName, configValue]) => ({
              configName,
              configValue,
              configSource: Object.hasOwn(own, configName) ? 1 : 5,
            })),
          };
        }),
      }),
      async createTopics({ topics }) {
        for (const { topic, numPartitions, replicationFactor, configEntries } of topics) {
          if (state.topics[topic] !== undefined)
            throw new KafkaJSAggregateError([
              new KafkaJSProtocolError('Topic with this name already exists'),
            ]);
          if (replicationFactor > state.nodes)
            throw new KafkaJSAggregateError([new KafkaJSProtocolError('Replication-factor is invalid')]);
          check(configEntries);
          state.topics[topic] = {
            partitions: numPartitions,
            replication: replicationFactor === -1 ? 1 : replicationFactor,
            config: Object.fromEntries(configEntries.map(({ name, value }) => [name, value])),
          };
          save();
        }
        return true;
      },
      async createPartitions({ topicPartitions }) {
        for (const { topic, count } of topicPartitions) {
          if (count <= topicOf(topic).partitions)
            throw new KafkaJSProtocolError('Number of partitions is invalid');
          topicOf(topic).partitions = count;
          save();
        }
      },
      /** As AlterConfigs is: what is not said falls back to its default. */
      async alterConfigs({ resources }) {
        for (const { name, configEntries } of resources) {
          check(configEntries);
          topicOf(name).config = Object.fromEntries(configEntries.map((entry) => [entry.name, entry.value]));
          save();
        }
      },
      fetchTopicOffsets: async (topic) =>
        partitionsOf(topicOf(topic)).map((messages, partition) => ({
          partition,
          low: String(messages[0]?.offset ?? 0),
          high: String((messages.at(-1)?.offset ?? -1) + 1),
        })),
      fetchTopicOffsetsByTimestamp: async (topic, from) =>
        partitionsOf(topicOf(topic)).map((messages, partition) => {
          const found = messages.find(({ at }) => at >= from);
          return { partition, offset: String(found?.offset ?? (messages.at(-1)?.offset ?? -1) + 1) };
        }),
      async deleteGroups(groups) {
        state.groups = (state.groups ?? []).filter((group) => !groups.includes(group));
        save();
      },
      async describeAcls() {
        checkRights(state);
        return {
          resources: state.acls.map(
            ({
              resourceType,
              resourceName,
              resourcePatternType,
              principal,
              host,
              operation,
              permissionType,
            }) => ({
              resourceType,
              resourceName,
              resourcePatternType,
              acls: [{ principal, host, operation, permissionType }],
            }),
          ),
        };
      },
      async createAcls({ acl }) {
        checkRights(state);
        const there = new Set(state.acls.map(textOf));
        state.acls = [...state.acls, ...acl.filter((one) => !there.has(textOf(one)))];
        save();
      },
      async deleteAcls({ filters }) {
        checkRights(state);
        const going = new Set(filters.map(textOf));
        state.acls = state.acls.filter((one) => !going.has(textOf(one)));
        save();
      },
      async deleteTopics({ topics }) {
        for (const name of topics) {
          topicOf(name);
          delete state.topics[name];
          save();
        }
      },
    };
  }
  /** Hands out what lies in a topic, three messages at a time, from where it is told to. */
  consumer({ groupId }) {
    const state = JSON.parse(readFileSync(file, 'utf8'));
    let topic;
    let running = false;
    let joined = () => {};
    const at = new Map();
    return {
      events: { CRASH: 'consumer.crash', GROUP_JOIN: 'consumer.group_join' },
      on(event, listen) {
        if (event === 'consumer.group_join') joined = listen;
      },
      async connect() {
        state.groups = [...(state.groups ?? []), groupId];
        writeFileSync(file, JSON.stringify(state, null, 2));
      },
      async disconnect() {
        running = false;
      },
      async subscribe(asked) {
        topic = asked.topic;
      },
      seek({ partition, offset }) {
        if (!running)
          throw new Error('Consumer group was not initialized, consumer#run must be called first');
        at.set(partition, Number(offset));
      },
      async run({ eachBatch }) {
        setTimeout(async () => {
          running = true;
          joined();
          for (const [partition, messages] of partitionsOf(state.topics[topic]).entries()) {
            for (;;) {
              const from = at.get(partition) ?? 0;
              const batch = messages.filter(({ offset }) => offset >= from).slice(0, 3);
              if (!running || batch.length === 0) break;
              at.set(partition, batch.at(-1).offset + 1);
              await eachBatch({
                batch: {
                  partition,
                  lastOffset: () => String(batch.at(-1).offset),
                  messages: batch.map((message) => ({
                    offset: String(message.offset),
                    timestamp: String(message.at),
                    value: message.value === null ? null : Buffer.from(message.value),
                  })),
                },
              });
            }
          }
        }, 0);
      },
    };
  }
}

function checkRights({ acls, blind }) {
  const refuse = (type, message) => {
    throw Object.assign(new KafkaJSProtocolError(message), { type });
  };
  if (acls === undefined) refuse('SECURITY_DISABLED', 'Security features are disabled');
  if (blind) refuse('CLUSTER_AUTHORIZATION_FAILED', 'Cluster authorization failed');
}

/** An ACL as one text, whatever the order of its keys. */
function textOf(acl) {
  return JSON.stringify(Object.entries(acl).sort());
}

/** Messages of each partition, in order. */
function partitionsOf({ partitions, messages = [] }) {
  return Array.from({ length: partitions }, (_, partition) =>
    messages.filter((message) => message.partition === partition),
  );
}

module.exports = { Kafka, logLevel: { NOTHING: 0 } };
