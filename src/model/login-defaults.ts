import type { SaslMechanism } from './architecture.ts';

/** How a password is proven to Kafka where the design does not say. */
export const defaultMechanism: SaslMechanism = 'SHA-512';

/** What a token for Kafka is asked for where the design does not say. */
export const defaultScopes: readonly string[] = ['openid'];
