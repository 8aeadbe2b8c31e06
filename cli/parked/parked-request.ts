/** Reads what `npx stockline parked` is asked to do from its words. */
import { requiredReason, UsageError } from '../command.ts';
import { printable } from '../printable.ts';

/** To list what is parked of these SKUs (none: of all), to discard one, or to print what was decided. */
export type ParkedRequest =
  | { readonly kind: 'list'; readonly skus: readonly string[] }
  | { readonly kind: 'decisions' }
  | { readonly kind: 'discard'; readonly key: string; readonly reason: string; readonly sku: string | undefined };

/**
 * Throws UsageError for words that may mean to discard and do not say what: taken for SKUs of which nothing is parked, they
 * would look as if it were done.
 */
export function parkedRequest(
  words: readonly string[],
  { reason, sku }: { readonly reason?: string | undefined; readonly sku?: string | undefined },
): ParkedRequest {
  const [verb, key, ...others] = words;
  if (verb === 'discard') {
    if (key === undefined || others.length > 0) {
      const given = words.slice(1).map((each) => `“${printable(each)}”`);
      throw new UsageError(
        `Name one KEY to discard, in quotes where it has blanks${given.length > 0 ? `: ${given.join(', ')} are ${given.length}` : ''}.`,
      );
    }
    return { kind: 'discard', key, reason: requiredReason(reason), sku };
  }
  if (reason !== undefined || sku !== undefined) {
    throw new UsageError('--reason and --sku are of `parked discard KEY`.');
  }
  if (verb === 'decisions') {
    if (key !== undefined) {
      throw new UsageError(`\`parked decisions\` takes nothing more: “${printable(key)}”.`);
    }
    return { kind: 'decisions' };
  }
  return { kind: 'list', skus: words };
}
