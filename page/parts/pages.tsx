/** Steps through a list of the API, page by page. */
type PagesProps = {
  /** The ends of the pages before the present one; none on the first. */
  readonly trail: readonly string[];
  /** Where the present page ends; undefined on the last. */
  readonly next: string | undefined;
  readonly setTrail: (trail: readonly string[]) => void;
};

export function Pages({ trail, next, setTrail }: PagesProps) {
  return (
    <nav class="pages" aria-label="Pages">
      <button type="button" disabled={trail.length === 0} onClick={() => setTrail(trail.slice(0, -1))}>
        Back
      </button>
      <span class="hint">Page {trail.length + 1}</span>
      <button
        type="button"
        disabled={next === undefined}
        onClick={() => next !== undefined && setTrail([...trail, next])}
      >
        Next
      </button>
    </nav>
  );
}
