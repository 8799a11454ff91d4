import type { Architecture } from '../model/architecture.ts';
import { buildArchitecture } from '../model/build.ts';
import { createMemoryFiles } from '../spec/project-files.ts';
import { readSpec } from '../spec/source.ts';
import { type EffectiveDelivery, effectiveDelivery } from './effective-delivery.ts';

/** A design of a shop: two events of orders and those that are named, and the sections of the text. */
export function readShop(sections: string, events: readonly string[] = []): Architecture {
  const text = `eda: 1
system: shop
domains: { orders: { owner: orders }, stock: { owner: stock } }
events:
  orders.order.placed: { key: id, data: { $ref: '#/schemas/Thing' } }
  orders.order.closed: { key: id, data: { $ref: '#/schemas/Thing' } }
${events.map((event) => `  ${event}: { key: id, data: { $ref: '#/schemas/Thing' } }\n`).join('')}schemas:
  Thing: { type: object, required: [id], properties: { id: { type: string } } }
${sections}`;
  const { source, diagnostics } = readSpec(createMemoryFiles({ 'eda.yaml': text }), 'eda.yaml');
  if (source === undefined) throw new Error(JSON.stringify(diagnostics));
  const built = buildArchitecture(source);
  if (diagnostics.length + built.diagnostics.length > 0) {
    throw new Error(JSON.stringify([...diagnostics, ...built.diagnostics]));
  }
  const { unresolved } = built.architecture;
  if (unresolved.length > 0) throw new Error(`nowhere: ${unresolved.map(({ name }) => name).join(', ')}`);
  return built.architecture;
}

/** The delivery of the placed order to stock-service in an environment, production where none is named. */
export function deliveryIn(architecture: Architecture, environment = 'production'): EffectiveDelivery {
  const service = architecture.services['stock-service'];
  const subscription = service?.subscriptions.find(({ event }) => event === 'orders.order.placed');
  const found =
    service === undefined || subscription === undefined
      ? undefined
      : effectiveDelivery(architecture, service, subscription, environment);
  if (found === undefined) throw new Error('stock-service takes no placed order there');
  return found;
}
