/** What the API answers, as the page reads it. */
import type { LedgerEntry } from '../../shared/domain/ledger/ledger-entry.ts';
import type { SkuExplanation } from '../../shared/usecases/reading/explain-sku.ts';
import type { ChannelView } from '../../shared/usecases/reading/list-channels.ts';
import type { ProblemList, ProblemView } from '../../shared/usecases/reading/list-problems.ts';
import type { ProposalList } from '../../shared/usecases/reading/list-proposals.ts';
import type { ListedStock, StockList } from '../../shared/usecases/reading/list-stock.ts';
import type { ListingView, PushView, StockView, TraceView } from '../../shared/usecases/reading/read-stock.ts';

export type Entry = LedgerEntry;
export type Push = PushView;
export type Listing = ListingView;
export type Stock = StockView;
export type Row = ListedStock;
export type Rows = StockList;
export type Channel = ChannelView;
export type Channels = { readonly channels: readonly ChannelView[] };
export type Problem = ProblemView;
export type Problems = ProblemList;
export type Trace = TraceView;
export type Explanation = SkuExplanation;
export type Proposals = ProposalList;
export type Proposal = ProposalList['listings'][number];
export type Candidate = Proposal['candidates'][number];

/** The name of a listing within its SKU, as pushes name it. */
export function nameOf({ channel, channelLocation, listing }: Listing): string {
  const place = channelLocation === undefined ? channel : `${channel}@${channelLocation}`;
  return listing === undefined ? place : `${place}#${listing}`;
}
