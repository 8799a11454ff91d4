import { fontStack } from '../scene/measure-text.ts';
import { fontSizes } from '../scene/scene.ts';
import { type ColourToken, type Theme, themes } from './theme.ts';

type Colour = (token: ColourToken) => string;

/** Which colour tells a kind of node. */
const nodeColours: { readonly [kind: string]: ColourToken } = {
  domain: 'service',
  service: 'service',
  external: 'outside',
  event: 'event',
  command: 'command',
  topic: 'event',
  deadLetter: 'deadLetter',
  saga: 'saga',
  projection: 'projection',
  table: 'projection',
  schema: 'outside',
  step: 'saga',
  undo: 'deadLetter',
  start: 'outside',
  completed: 'projection',
  aborted: 'deadLetter',
  reference: 'outside',
};

/** Colour and dashes of a kind of edge: two of them tell it apart where colours can't be seen. */
const edgeLooks: {
  readonly [kind: string]: { readonly colour: ColourToken; readonly dash?: string; readonly width?: number };
} = {
  publish: { colour: 'event' },
  deliver: { colour: 'service', dash: '6 4' },
  command: { colour: 'command' },
  call: { colour: 'outside', width: 1.2 },
  deadLetter: { colour: 'deadLetter', dash: '1.5 4' },
  compensate: { colour: 'deadLetter', dash: '6 4' },
  timeout: { colour: 'outside', dash: '2 3' },
  step: { colour: 'saga' },
  relation: { colour: 'outside', width: 1.2 },
  bundle: { colour: 'outside' },
};

/** What is the same in every theme. */
function forms(): string {
  const size = (role: keyof typeof fontSizes, more = ''): string =>
    `.eda-${role}{font-size:${fontSizes[role]}px${more}}`;
  return [
    `.eda-picture{font-family:${fontStack}}`,
    '.eda-picture text{unicode-bidi:isolate;direction:ltr}',
    size('name', ';font-weight:700'),
    size('fact'),
    size('row'),
    size('type'),
    size('more', ';font-style:italic'),
    size('title', ';font-weight:700'),
    size('label'),
    size('badge'),
    '.eda-key{font-weight:700}',
    '.eda-line{fill:none;stroke-width:1.6}',
    '.eda-outline{stroke-width:1.6}',
    '.eda-inner{fill:none;stroke-width:1}',
    '.eda-icon{fill-rule:evenodd}',
    '.eda-badge rect{stroke-width:1}',
    '.eda-reference .eda-outline,.eda-external .eda-outline{stroke-dasharray:3 3;stroke-width:1.2}',
    '.eda-deadLetter .eda-outline,.eda-undo .eda-outline{stroke-dasharray:5 3}',
    '.eda-unheard .eda-outline{stroke-dasharray:4 3}',
    '.eda-deprecated .eda-name{text-decoration:line-through}',
    ...Object.entries(edgeLooks)
      .map(
        ([kind, { dash, width }]) =>
          `.eda-edge.eda-${kind} .eda-line{${[
            ...(dash === undefined ? [] : [`stroke-dasharray:${dash}`]),
            ...(width === undefined ? [] : [`stroke-width:${width}`]),
          ].join(';')}}`,
      )
      .filter((rule) => !rule.endsWith('{}')),
  ].join('');
}

function colours(colour: Colour): string {
  return [
    `.eda-canvas{fill:${colour('canvas')}}`,
    `.eda-box{fill:${colour('group')};stroke:${colour('groupLine')}}`,
    `.eda-picture text{fill:${colour('ink')}}`,
    `.eda-picture .eda-fact,.eda-picture .eda-type,.eda-picture .eda-more,.eda-picture .eda-label,.eda-picture .eda-badge text{fill:${colour('muted')}}`,
    `.eda-picture .eda-personal{fill:${colour('saga')}}`,
    `.eda-outline,.eda-badge rect,.eda-plate{fill:${colour('surface')}}`,
    `.eda-plate.eda-ongroup{fill:${colour('group')}}`,
    `.eda-badge rect{stroke:${colour('muted')}}`,
    ...Object.entries(nodeColours).map(([kind, token]) => {
      const is = `.eda-node.eda-${kind}`;
      return `${is} .eda-outline,${is} .eda-inner{stroke:${colour(token)}}${is} .eda-icon{fill:${colour(token)}}`;
    }),
    `.eda-node.eda-start .eda-outline{fill:${colour('outside')}}`,
    ...Object.entries(edgeLooks).map(
      ([kind, { colour: token }]) =>
        `.eda-edge.eda-${kind} .eda-line{stroke:${colour(token)}}.eda-edge.eda-${kind} .eda-arrow{fill:${colour(token)}}`,
    ),
  ].join('');
}

/**
 * Style of a picture that stands by itself: of one theme, or of the one that its reader's system prefers. Without
 * variables and nesting, which many readers of SVG files do not know.
 */
export function standaloneCss(theme: 'light' | 'dark' | 'auto'): string {
  const of = (values: Theme): string => colours((token) => values[token]);
  if (theme !== 'auto') return forms() + of(themes[theme]);
  return `${forms()}${of(themes.light)}@media (prefers-color-scheme:dark){${of(themes.dark)}}`;
}
/** Style of pictures within a page that sets the colours as variables: `--eda-ink`. */
export function pageCss(): string {
  return forms() + colours((token) => `var(--eda-${token})`);
}

/** A theme as variables. */
export function themeVariables(theme: 'light' | 'dark'): string {
  return Object.entries(themes[theme])
    .map(([token, value]) => `--eda-${token}:${value}`)
    .join(';');
}
