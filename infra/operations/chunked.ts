/** Cuts a list into pieces: AWS takes so many of a thing at a time. */

/** Pieces of `size`, the last with what is left; none of an empty list. */
export function chunked<Each>(all: readonly Each[], size: number): readonly (readonly Each[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
