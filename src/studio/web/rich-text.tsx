import type { RichElement, RichText } from '../../markdown/rich-text.ts';

/** What people wrote in Markdown, element by element: the page makes no markup of what a design says. */
export function RichTextView({
  text,
  select,
}: {
  readonly text: RichText;
  readonly select: (id: string) => void;
}) {
  return (
    <>
      {text.map((part, index) =>
        typeof part === 'string' ? part : <Part key={index} part={part} select={select} />,
      )}
    </>
  );
}

function Part({ part, select }: { readonly part: RichElement; readonly select: (id: string) => void }) {
  const { tag, content, href, element } = part;
  const inner = <RichTextView text={content} select={select} />;
  switch (tag) {
    case 'br':
    case 'hr': {
      const Tag = tag;
      return <Tag />;
    }
    case 'a':
      if (element !== undefined)
        return (
          <button type="button" class="link" onClick={() => select(element)}>
            {inner}
          </button>
        );
      // A path leads from the file; the page holds no files.
      return href === undefined ? (
        inner
      ) : (
        <a href={href} target="_blank" rel="noreferrer">
          {inner}
        </a>
      );
    case 'heading':
      return <h3>{inner}</h3>;
    case 'ol':
      return <ol start={part.start ?? 1}>{inner}</ol>;
    default: {
      const Tag = tag;
      return <Tag dir={tag === 'p' || tag === 'li' || tag === 'td' ? 'auto' : undefined}>{inner}</Tag>;
    }
  }
}
