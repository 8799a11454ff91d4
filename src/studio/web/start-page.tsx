import type { StudioProblem } from '../api.ts';

/** Before there is a picture: what is going on, or what to do. */
export function StartPage({
  failure,
  broken,
}: {
  readonly failure: string | undefined;
  readonly broken: StudioProblem | undefined;
}) {
  if (failure === undefined && broken === undefined)
    return (
      <p class="starting" role="status">
        Reading the design…
      </p>
    );
  return (
    <div class="starting" role="alert">
      <h1>There is no picture yet</h1>
      {broken === undefined ? null : (
        <p>
          {broken.file}:{broken.line}:{broken.column} {broken.message}
        </p>
      )}
      {broken?.help === undefined ? null : <p class="muted">{broken.help}</p>}
      {broken === undefined ? (
        <p>{failure}</p>
      ) : (
        <p class="muted">Mend it in your editor; the picture comes by itself.</p>
      )}
    </div>
  );
}
