/** A colour by what it is for. */
export type ColourToken =
  | 'canvas'
  | 'surface'
  | 'group'
  | 'groupLine'
  | 'ink'
  | 'muted'
  | 'service'
  | 'event'
  | 'command'
  | 'saga'
  | 'projection'
  | 'deadLetter'
  | 'outside';

export type Theme = { readonly [token in ColourToken]: string };

/**
 * Colours of pictures by day and by night. Text keeps a contrast of 4.5 to 1 and lines of 3 to 1 with what they stand
 * on, which a test computes.
 */
export const themes: { readonly light: Theme; readonly dark: Theme } = {
  light: {
    canvas: '#f7f9fc',
    surface: '#ffffff',
    group: '#edf1f7',
    groupLine: '#d3dbe6',
    ink: '#131c28',
    muted: '#4f5d70',
    service: '#2456d6',
    event: '#a84c06',
    command: '#0e6f89',
    saga: '#7434dd',
    projection: '#04704f',
    deadLetter: '#c01c1c',
    outside: '#56637a',
  },
  dark: {
    canvas: '#0e1319',
    surface: '#1a222c',
    group: '#141b23',
    groupLine: '#2c3744',
    ink: '#e9eff6',
    muted: '#a9b6c6',
    service: '#7aa2ff',
    event: '#f5b454',
    command: '#5cc8de',
    saga: '#b69cff',
    projection: '#4ccf9b',
    deadLetter: '#ff8a8a',
    outside: '#a3b1c2',
  },
};
