import type { Architecture, Topic } from '../model/architecture.ts';

/** Whether anybody says an address that could be the topic's; resolving every topic would cost much more. */
export function hasWrittenAddress(topic: Topic, { environments, domains, defaults }: Architecture): boolean {
  const layers = [topic.settings, domains[topic.domain]?.defaults, defaults];
  return (
    layers.some((layer) => layer?.values.address !== undefined) ||
    Object.values(topic.in).some(({ values }) => values.address !== undefined) ||
    Object.values(environments).some((environment) => environment.defaults.values.address !== undefined)
  );
}
