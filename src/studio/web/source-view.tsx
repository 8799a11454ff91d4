import type { SourceExcerpt } from '../api.ts';

/** The lines where an element is written, with their numbers. */
export function SourceView({ source }: { readonly source: SourceExcerpt }) {
  return (
    <figure class="source">
      <figcaption class="muted">
        {source.file}, line {source.firstLine}
      </figcaption>
      <pre>
        {source.lines.map((line, index) => (
          <span key={`${source.firstLine + index}`} class="source-line">
            <span class="line-number" aria-hidden="true">
              {source.firstLine + index}
            </span>
            <Line text={line} />
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  );
}

/** A line of YAML with its key and its comment told apart. */
function Line({ text }: { readonly text: string }) {
  const comment = /(^|\s)#.*$/.exec(text);
  const code = comment === null ? text : text.slice(0, comment.index);
  const key = /^(\s*(?:- )?)([^\s:'"{[][^:]*|'[^']*'|"[^"]*")(:)(?=\s|$)/.exec(code);
  return (
    <>
      {key === null ? (
        code
      ) : (
        <>
          {key[1]}
          <span class="yaml-key">{key[2]}</span>
          {code.slice((key[1] ?? '').length + (key[2] ?? '').length)}
        </>
      )}
      {comment === null ? null : <span class="yaml-comment">{comment[0]}</span>}
    </>
  );
}
