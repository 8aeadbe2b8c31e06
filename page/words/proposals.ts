/** Proposals of links in words. */
import type { Candidate, Proposal } from '../live/answers.ts';

export const KINDS: readonly { readonly kind: Proposal['kind']; readonly words: string; readonly none: string }[] = [
  { kind: 'proposed', words: 'Likely', none: 'Nothing is likely.' },
  { kind: 'ambiguous', words: 'For you to choose', none: 'Nothing is ambiguous.' },
  { kind: 'unmatched', words: 'Like no SKU of the ledger', none: 'Every listing is like some SKU.' },
];

const BECAUSE: Readonly<Record<Candidate['because'][number], string>> = {
  gtin: 'the same trade item number',
  asin: 'the same Amazon article',
  lookAlike: 'the names look alike',
};

const BUT: Readonly<Record<NonNullable<Candidate['but']>[number], string>> = {
  numberShared: 'other listings of one channel have that number too',
  otherNumber: 'it has another trade item number',
  listedThere: 'the channel has a listing that sells it',
  likeAnother: 'a listing of another channel is like this one, and may sell something else',
};

/** Why it may sell the candidate, and what speaks against that: `the names look alike, but …`. */
export function reasonsOf({ because, but = [] }: Candidate): string {
  const reasons = because.map((reason) => BECAUSE[reason]).join(', ');
  return but.length === 0 ? reasons : `${reasons}, but ${but.map((reason) => BUT[reason]).join(', and ')}`;
}

/** The command that links the listing so, to single units. */
export function linkCommand({ channel, listing }: Proposal, { sku }: Candidate): string {
  return `npx stockline map set ${[channel, listing, sku].map(word).join(' ')}`;
}

/** As one word of a shell. */
function word(text: string): string {
  return /^[\w.:/@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
