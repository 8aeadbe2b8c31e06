import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { ChannelClient, PushAnswer } from '../../../../shared/ports/channel/channel.ts';
import { emptyListings, emptyUnpushed } from '../../../../shared/usecases/linking/empty-listings.ts';
import type { PlannedLink } from '../../../../shared/usecases/linking/plan-links.ts';
import { countingSkuUnits } from '../../../../shared/usecases/linking/sku-units.ts';
import { AMAZON, baseline, MUG, SHOPIFY } from '../../../fakes/facts.ts';
import { channelOf, shows } from '../../../fakes/shops/imported-channels.ts';
import { linkedMugs } from '../../../fakes/shops/linked-mugs.ts';

const PACK = parseSku('MUG-3');
const pack = { channel: AMAZON, row: shows(PACK, 2, { externalId: PACK }) };
const NOW = new Date('2026-11-29T08:00:00Z');

/** A link of a pack of three that is to be taken back; what its channel shows, and how it answers each push. */
async function leaving({ isOwnKnown = false, answers = [] as readonly PushAnswer[] } = {}) {
  const { post, link, plan } = linkedMugs([pack]);
  await post(baseline(6), ...(isOwnKnown ? [baseline(6, PACK)] : []));
  await link({ channel: AMAZON, listing: PACK, sku: MUG, units: 3 });
  const { planned } = await plan({ channel: AMAZON, listing: PACK, units: 1 });
  const packs = { shows: 2 };
  const given = [...answers];
  const client: ChannelClient = {
    ...channelOf(AMAZON).client,
    readQuantity: async () => packs.shows,
    push: async ({ intent }) => {
      const answer = given.shift() ?? { kind: 'applied' as const };
      packs.shows = answer.kind === 'applied' ? intent.target : packs.shows;
      return answer;
    },
  };
  const channels = [{ client: countingSkuUnits(client) }, { client: channelOf(SHOPIFY).client }];
  return {
    packs,
    run: (empty: typeof emptyListings, of: readonly PlannedLink[] = planned) => empty(channels, of, NOW),
  };
}

describe('a listing whose link is taken back', () => {
  it('is set to 0, in its own units', async () => {
    const { packs, run } = await leaving();
    await run(emptyListings);
    expect(packs.shows).toBe(0);
  });

  it('is tried again where it sold meanwhile', async () => {
    const { packs, run } = await leaving({ answers: [{ kind: 'stale' }] });
    await run(emptyListings);
    expect(packs.shows).toBe(0);
  });

  it('that its channel does not set is named, with what to do', async () => {
    const { run } = await leaving({ answers: Array.from({ length: 5 }, () => ({ kind: 'stale' as const })) });
    await expect(run(emptyListings)).rejects.toThrow('did not set MUG-3 to 0');
  });

  it('is set to 0 once more after the link is gone: a push may have raised it in between', async () => {
    const { packs, run } = await leaving();
    await run(emptyListings);
    packs.shows = 1;
    await run(emptyUnpushed);
    expect(packs.shows).toBe(0);
  });

  it('is left after that where its own SKU is in the ledger, which pushes it', async () => {
    const { packs, run } = await leaving({ isOwnKnown: true });
    await run(emptyUnpushed);
    expect(packs.shows).toBe(2);
  });
});
