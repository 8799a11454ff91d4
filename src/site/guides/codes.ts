/** What the findings of pages mean: what `eda explain <code>` shows. */
export const pageCodes = {
  'page-link': {
    title: 'A page leads to something that is not there',
    explanation:
      'A link is a path from the page, or with `/` from the folder that the pages are taken from; it may lead to pages, files and folders there, to addresses of the web, and to things of the design (`event:orders.order.placed`). The site shows the words of one that leads nowhere.',
    wrong: '[How to retry](retry.md)         # the page is called retries.md',
    right: '[How to retry](retries.md)',
  },
  'page-anchor': {
    title: 'A page leads to a heading that is not there',
    explanation:
      'Headings are called as forges call them: lower case, without marks, words joined by hyphens; the second of a name ends in `-1`.',
    wrong: '[Dead letters](operations.md#deadletters)',
    right: '[Dead letters](operations.md#dead-letters)',
  },
  'page-picture': {
    title: 'A picture of a page cannot be shown',
    explanation:
      'SVG, PNG, JPEG, WebP and GIF within the folder of the pages are copied into the site. Pictures of other hosts are not shown: the site asks nobody for anything. An SVG that holds a script is not taken, since it would run where somebody opens it by itself.',
    wrong: '![The flow](https://pictures.example/flow.png)',
    right: '![The flow](pictures/flow.png)',
  },
  'page-markup': {
    title: 'HTML on a page is shown as it is written',
    explanation:
      'The site takes Markdown alone, so that no page can run or load anything. Comments are left out, and `<br>` breaks a line.',
    wrong: '<b>Careful</b>',
    right: '**Careful**',
  },
  'page-address': {
    title: 'Two pages would have one address',
    explanation:
      'The address of a page follows from its path; `README.md` and `index.md` are the page of their folder, and names that differ in capitals alone are one on many systems.',
    wrong: 'docs: { pages: [docs/**/*.md] }     # docs/README.md and docs/index.md',
    right: 'docs: { pages: [docs/README.md, docs/guides/**/*.md] }',
  },
  'page-glob': {
    title: 'A glob of pages names none, or leads out of its folder',
    explanation:
      'Globs are relative to the file that they stand in, and match Markdown files below its folder. Where design and pages lie beside each other, an `eda.config.yaml` in the folder above holds both: `design` names the one, `docs` the others.',
    wrong: '# design/eda.yaml\ndocs: { pages: [../docs/**/*.md] }',
    right: '# eda.config.yaml\ndesign: design\ndocs: { pages: [docs/**/*.md] }',
  },
} as const;
