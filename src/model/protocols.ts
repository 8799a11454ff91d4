/**
 * Protocols of servers that are encrypted, and what they are called without (asyncapi.com/docs/reference/specification/v3.0.0,
 * §Server Object, `protocol`); of two words for one the usual one last.
 */
export const plainOf: { readonly [secure: string]: string } = {
  amqps: 'amqp',
  https: 'http',
  'ibmmq-secure': 'ibmmq',
  'kafka-secure': 'kafka',
  'secure-mqtt': 'mqtt',
  mqtts: 'mqtt',
  rediss: 'redis',
  stomps: 'stomp',
  wss: 'ws',
};
