/**
 * Protocols of servers that are encrypted, and what they are called without (asyncapi.com/docs/reference/specification/v3.0.0,
 * §Server Object, `protocol`).
 */
export const plainOf: { readonly [secure: string]: string } = {
  amqps: 'amqp',
  https: 'http',
  'ibmmq-secure': 'ibmmq',
  'kafka-secure': 'kafka',
  mqtts: 'mqtt',
  rediss: 'redis',
  'secure-mqtt': 'mqtt',
  stomps: 'stomp',
  wss: 'ws',
};
