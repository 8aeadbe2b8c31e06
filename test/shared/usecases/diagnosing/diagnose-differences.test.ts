import { describe, expect, it } from '@jest/globals';
import { type Listing, listingId } from '../../../../shared/domain/listing/listing.ts';
import { differenceSurvey } from '../../../../shared/usecases/diagnosing/diagnose-differences.ts';
import { ABSOLUTE, AMAZON, listing, MUG, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

/** What a check saw: ten are believed, at revision 4. */
const saw = (actual: number, isAsked?: true) => ({
  revision: 4,
  agreedRevision: 4,
  suspicion: { actual, shown: 10, revision: 4, at: NOON, ...(isAsked && { isAsked }) },
});

function found(...listings: readonly Listing[]) {
  const survey = differenceSurvey(SHARED_RULES);
  survey.add({ sku: MUG, seq: 1, stock: {}, listings });
  return survey.findings();
}

describe('the diagnosis of differences', () => {
  it('is well where no check found one that stands', () => {
    const moved = listing(SHOPIFY, 9, saw(7));
    expect(found(listing(SHOPIFY, 10), moved)).toMatchObject([{ check: 'differences', state: 'well' }]);
  });

  it('names one that waits for an operator as a problem, with its cause and the command that ends it', () => {
    expect(found(listing(SHOPIFY, 10, saw(500, true)))).toEqual([
      {
        ...{ about: 'deployment', check: 'differences', state: 'problem' },
        says: `${MUG} on shopify shows 500, believed 10: somebody raised it there. It waits for you.`,
        repair: `npx stockline drift shopify --sku ${MUG}`,
      },
    ]);
  });

  it('asks about a rise that was lowered', () => {
    const rise = { shows: 600, believed: 100, at: NOON };
    expect(found(listing(SHOPIFY, 100, { rise }))).toMatchObject([
      {
        state: 'problem',
        says: `${MUG} on shopify showed 600 where 100 were believed, and was lowered: are the 500 units there? It waits for you.`,
      },
    ]);
  });

  it('says of an article on Amazon that somebody lowered it: nothing is taken off sale there', () => {
    const [finding] = found(listing(AMAZON, 10, { push: ABSOLUTE, ...saw(7, true) }));
    expect(finding?.says).toContain('shows 7, believed 10: somebody lowered it there, or a sale was never reported.');
  });

  it('notes those that end by themselves, in one sentence', () => {
    const [note, ...others] = found(listing(SHOPIFY, 10, saw(7)), listing(AMAZON, 10, saw(12)));
    expect([note?.state, others]).toEqual(['note', []]);
    expect(note?.says).toContain(`${MUG} on shopify shows 7, believed 10; ${MUG} on amazon shows 12, believed 10.`);
  });

  it('counts those beyond ten', () => {
    const many = (isAsked?: true) =>
      Array.from({ length: 12 }, (_, at) => listing(SHOPIFY, 10, { channelLocation: String(at), ...saw(7, isAsked) }));
    expect(new Set(many().map(listingId)).size).toBe(12);
    const asked = found(...many(true));
    expect([asked.length, asked.at(-1)?.says]).toEqual([11, '2 more differences wait for you.']);
    expect(found(...many())[0]?.says).toContain('; and 2 more.');
  });
});
