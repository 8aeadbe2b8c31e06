/** Ten mugs under escrow on two channels, with the ports that rebalance their shares. */
import { currentExposure, type ExposureRules } from '../../../shared/domain/exposure/exposure.ts';
import type { ChannelId } from '../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../shared/domain/listing/deduction.ts';
import type { Listing } from '../../../shared/domain/listing/listing.ts';
import type { PushIntent } from '../../../shared/domain/listing/push-intent.ts';
import { planPush } from '../../../shared/domain/pushing/push-plan.ts';
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import type { StockChanged } from '../../../shared/ports/posting/posting.ts';
import type { SkuState } from '../../../shared/ports/sku-state.ts';
import type { SharePorts } from '../../../shared/usecases/exposure/rebalance-shares.ts';
import { postObservations } from '../../../shared/usecases/posting/post-observations.ts';
import { baseline, keptJournal, later, MAIN, MUG, NOON, SHARED_RULES, SHOPIFY, SQUARE } from '../facts.ts';
import { MemoryTable } from '../memory/memory-table.ts';
import { postingPorts } from '../ports/posting-ports.ts';

export const ESCROW = { ...SHARED_RULES, policy: 'escrow' } as const;

/** Ten mugs under escrow: both channels show all of them at first, and are to come to five. */
export async function escrowedMugs(rules: ExposureRules = ESCROW) {
  const table = new MemoryTable();
  const emitted: StockChanged[] = [];
  const pauses: number[] = [];
  const state = { isBusDown: false, now: Date.parse(NOON) };
  const clock = () => new Date(state.now);
  for (const channel of [SHOPIFY, SQUARE]) {
    const ids = { sku: MUG, channelLocation: '-', externalId: `${channel}-mug`, drawsOn: [MAIN], managed: true };
    await table.registry().register({ ...ids, shows: 10 }, channel, 'difference', clock());
  }
  const post = (...observations: readonly Observation[]) =>
    postObservations(postingPorts(table, { rules, clock }), [{ id: 'm', sku: MUG, observations }]);
  await post(baseline(10));
  const ports: SharePorts = {
    store: table.exposureStore(),
    events: {
      emit: async (changed) => {
        if (state.isBusDown) {
          throw new Error('The bus is down.');
        }
        emitted.push(...changed);
      },
    },
    rules,
    settleMs: SETTLE_MS_DEFAULT,
    journal: keptJournal(),
    clock,
    pause: async (attempt) => void pauses.push(attempt),
  };
  const skuState = async (): Promise<SkuState> => {
    const read = await table.reader().skuState(MUG);
    if (read === undefined) {
      throw new Error('There is no mug.');
    }
    return read;
  };
  const units = async () =>
    Object.fromEntries(
      Object.entries((await skuState()).exposure?.shares ?? {}).map(([id, share]) => [id, [share.units, share.goal]]),
    );
  const storeOf = (channel: ChannelId) => table.pushStore(channel, ['-']);
  const begin = async (channel: ChannelId): Promise<Listing & { readonly intent: PushIntent }> => {
    const read = await storeOf(channel).read(MUG);
    const [listing] = read?.listings ?? [];
    const plan = read && listing && planPush(read, listing, currentExposure(read, rules), clock());
    const claimed = plan?.kind === 'push' && (await storeOf(channel).claim(listing as Listing, plan.intent));
    if (!claimed || claimed.intent === undefined) {
      throw new Error('No push is due.');
    }
    return claimed as Listing & { readonly intent: PushIntent };
  };
  const end = (listing: Listing & { readonly intent: PushIntent }, answered?: number) =>
    storeOf(listing.channel).finish(
      listing,
      { intent: listing.intent, endedAt: later(1), answer: 'applied' },
      answered === undefined ? {} : { answered },
    );
  const push = async (channel: ChannelId) => {
    const begun = await begin(channel);
    await end(begun, begun.intent.target);
  };
  return { table, ports, emitted, pauses, state, post, skuState, units, begin, end, push, clock };
}
