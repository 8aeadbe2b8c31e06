/** Reads what `npx stockline parked` is asked to do from its words. */
import { requiredReason, UsageError } from '../command.ts';
import { printable } from '../terminal/printable.ts';

/** Which is to be discarded: one by its key, or all of one order or document. */
export type Discarded = { readonly key: string; readonly of: string | undefined } | { readonly order: string };

/** To list what is parked of these SKUs (none: of all), to discard one or those of an order, or to print what was decided. */
export type ParkedRequest =
  | { readonly kind: 'list'; readonly skus: readonly string[] }
  | { readonly kind: 'decisions' }
  | {
      readonly kind: 'discard';
      readonly which: Discarded;
      readonly reason: string;
      readonly sku: string | undefined;
    };

/**
 * Throws UsageError for words that may mean to discard and do not say what: taken for SKUs of which nothing is parked, they
 * would look as if it were done.
 */
export function parkedRequest(words: readonly string[], given: Given): ParkedRequest {
  const { reason, sku, of, order } = given;
  const [verb, key, ...others] = words;
  if (verb === 'discard') {
    return { kind: 'discard', which: discarded(words.slice(1), given), reason: requiredReason(reason), sku };
  }
  if (reason !== undefined || sku !== undefined || of !== undefined || order !== undefined) {
    throw new UsageError('--reason, --sku, --of and --order are of `parked discard`.');
  }
  if (verb === 'decisions') {
    if (key !== undefined) {
      throw new UsageError(`\`parked decisions\` takes nothing more: “${printable([key, ...others].join(' '))}”.`);
    }
    return { kind: 'decisions' };
  }
  return { kind: 'list', skus: words };
}

type Given = { readonly [option in 'reason' | 'sku' | 'of' | 'order']?: string | undefined };

function discarded(words: readonly string[], { of, order }: Given): Discarded {
  const [key, ...others] = words;
  if (order !== undefined) {
    if (key !== undefined || of !== undefined) {
      throw new UsageError(
        '--order discards all that is parked of one order or document: it takes no KEY and no --of.',
      );
    }
    return { order };
  }
  if (key === undefined || others.length > 0) {
    const given = words.map((each) => `“${printable(each)}”`);
    throw new UsageError(
      `Name one KEY to discard, in quotes where it has blanks${given.length > 0 ? `: ${given.join(', ')} are ${given.length}` : ''}.`,
    );
  }
  return { key, of };
}
