/** The sections of a design that hold things by names of the whole design, and what one thing of each is called. */
export const designSections = {
  teams: 'team',
  domains: 'domain',
  schemas: 'schema',
  events: 'event',
  topics: 'topic',
  services: 'service',
  aggregates: 'aggregate',
  projections: 'projection',
  sagas: 'saga',
  environments: 'environment',
} as const;

export type DesignSection = keyof typeof designSections;

/** In the order in which a design is written. */
export const sectionNames = Object.keys(designSections) as readonly DesignSection[];

/** Whether a key of a design is one of its sections. */
export function isDesignSection(key: unknown): key is DesignSection {
  return typeof key === 'string' && Object.hasOwn(designSections, key);
}
