/** A thing that can be searched: kind, name, domain, what else tells of it, and where it is told of. */
export type SearchEntry = readonly [kind: string, name: string, domain: string, about: string, path: string];
