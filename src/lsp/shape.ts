/** What may be written at a place, whatever language says so. */
export interface WrittenShape {
  /** Keys of the map that stands there. */
  readonly keys: readonly ShapeKey[];
  /** Values that can be listed, as they are written. */
  readonly values: readonly string[];
  readonly description?: string;
  /** What kind of value is expected: a new key gets its indentation, list or quotes by it. */
  readonly type?: 'object' | 'array' | 'boolean' | 'other';
}

export interface ShapeKey {
  readonly name: string;
  readonly description?: string;
  readonly required: boolean;
  /** What the key's value is. */
  readonly type: 'object' | 'array' | 'boolean' | 'other';
}

export const noShape: WrittenShape = { keys: [], values: [] };
