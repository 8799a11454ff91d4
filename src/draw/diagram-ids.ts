import { snakeCase } from '../model/names.ts';

/** The ids of one diagram: the same name gets the same id, two names never share one. */
export interface DiagramIds {
  /** @param kind a word of ours in front, so that no name becomes a word of Mermaid's (`end`) */
  idOf(kind: string, name: string): string;
}

/** Starts the ids of a diagram. Names that are spelt alike are told apart in the order in which they are asked for. */
export function createDiagramIds(): DiagramIds {
  const known = new Map<string, string>();
  const taken = new Set<string>();
  return {
    idOf(kind, name) {
      const key = `${kind} ${name}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const spelt = `${kind}_${snakeCase(name)}`;
      let id = spelt;
      for (let n = 2; taken.has(id); n++) id = `${spelt}_${n}`;
      taken.add(id);
      known.set(key, id);
      return id;
    },
  };
}
