import type { FileDiff } from '../../api.ts';

const words = { '-': 'gone: ', '+': 'new: ', ' ': '' } as const;

/** Lines that go and lines that come, file by file. */
export function DiffView({ files }: { readonly files: readonly FileDiff[] }) {
  if (files.length === 0) return <p class="muted">No line changes.</p>;
  return (
    <div class="diff">
      {files.map(({ file, hunks }) => (
        <figure key={file}>
          <figcaption>{file}</figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keys */}
          <pre tabIndex={0} role="region" aria-label={`Changes of ${file}`}>
            {hunks.map((hunk) => (
              <span key={`${hunk.oldLine} ${hunk.newLine}`} class="hunk">
                <span class="hunk-at">
                  line {hunk.newLine}
                  {'\n'}
                </span>
                {hunk.lines.map(({ mark, text }, index) => (
                  <span
                    key={index}
                    class={`diff-line is-${mark === '+' ? 'come' : mark === '-' ? 'gone' : 'same'}`}
                  >
                    <span aria-hidden="true">{mark}</span>
                    <span class="hidden">{words[mark]}</span>
                    {text}
                    {'\n'}
                  </span>
                ))}
              </span>
            ))}
          </pre>
        </figure>
      ))}
    </div>
  );
}
