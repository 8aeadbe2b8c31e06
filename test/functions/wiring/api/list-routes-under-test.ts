/** The routes that list, over a table in memory with two channels. */
import * as v from 'valibot';
import type { RequestCheck } from '../../../../functions/wiring/api/access.ts';
import { listRoutes } from '../../../../functions/wiring/api/list-routes.ts';
import { dynamoProposalStore } from '../../../../shared/aws/listings/proposal-store.ts';
import { type ChannelState, NEW_CHANNEL } from '../../../../shared/domain/pushing/channel-state.ts';
import type { ChannelFigureReader } from '../../../../shared/ports/reading/channel-figures.ts';
import type { SetAsideReader } from '../../../../shared/ports/reading/set-aside-messages.ts';
import { memoryDatabase } from '../../../contract/memory-database.ts';
import { AMAZON, NOON, POS, SHARED_RULES } from '../../../fakes/facts.ts';
import { heldMugs } from '../../../fakes/shops/held-mugs.ts';
import { eventOf } from './stock-api-under-test.ts';

type Facts = {
  readonly state?: Partial<ChannelState>;
  readonly figures?: Partial<ChannelFigureReader>;
  readonly setAside?: SetAsideReader;
  readonly isAuthorised?: boolean | RequestCheck;
};

/** So many mugs and cups; `ask` resolves with the status and the parsed body. */
export async function listApi(
  onHand: number,
  { state, figures, setAside = async () => [], isAuthorised = true }: Facts = {},
) {
  const shop = await heldMugs(onHand);
  const proposals = dynamoProposalStore(memoryDatabase().client, 'Ledger');
  const handler = listRoutes({
    isAuthorised: typeof isAuthorised === 'boolean' ? async () => isAuthorised : isAuthorised,
    lists: shop.table.skuLists(),
    past: {
      newest: async (skus) => Promise.all(skus.map(async (sku) => (await shop.table.reader().skuState(sku))?.seq ?? 0)),
      entries: (keys) => Promise.all(keys.map(({ sku, seq }) => shop.table.reader().entry(sku, seq))),
    },
    pastOfListings: shop.table.reader(),
    states: (skus) => Promise.all(skus.map(shop.table.reader().skuState)),
    parking: shop.table.parkingLot(),
    setAside,
    proposals,
    rules: SHARED_RULES,
    settleMs: 30_000,
    channelStates: { read: async () => ({ ...NEW_CHANNEL, ...state }) },
    channels: [
      { id: AMAZON, platform: 'Amazon', mode: 'live' },
      { id: POS, platform: 'Till, 3PL, ERP' },
    ],
    figures: { figures: async () => new Map(), marks: async () => ({}), ...figures },
    clock: () => new Date(NOON),
  });
  const ask = async (path: string, query: Record<string, string> = {}, headers: Record<string, string> = {}) => {
    const answer = await handler(eventOf(`GET ${path}`, { query, headers }));
    return { status: answer.statusCode, body: v.parse(v.looseObject({}), JSON.parse(answer.body ?? '{}')) };
  };
  return { ...shop, proposals, ask };
}
