import type { Broker } from '../../model/architecture.ts';

/**
 * Name of the component that a service publishes through: the broker's, in every environment; or, where the broker's
 * secret differs by service (`kafka-{service}`), one of the service's own.
 */
export function publishingComponent(broker: Broker, service: string): string {
  return hasLoginPerService(broker) ? `${broker.name}--${service}` : broker.name;
}

/** Whether each service logs in to the broker by itself. */
export function hasLoginPerService(broker: Broker): boolean {
  return broker.auth.secret?.includes('{service}') ?? false;
}
