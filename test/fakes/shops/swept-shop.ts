/** A shop whose orders are swept. */
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import { UnsendableError } from '../../../shared/ports/intake/intake-queues.ts';
import type { ChannelSweep, SweptObservation } from '../../../shared/ports/intake/sweep.ts';
import { PermanentError } from '../../../shared/ports/permanent-error.ts';
import type { LedgerStore } from '../../../shared/ports/posting/posting.ts';
import { sweepChannel } from '../../../shared/usecases/intake/sweep-channel.ts';
import { postNow } from '../../../shared/usecases/posting/post-observations.ts';
import { baseline, keptJournal, later, MAIN, MUG, NOON, orderLine, SHOPIFY } from '../facts.ts';
import { memorySweepMarks } from '../memory/memory-sweep-marks.ts';
import { MemoryTable } from '../memory/memory-table.ts';
import { postingPorts } from '../ports/posting-ports.ts';

const NOON_MS = Date.parse(NOON);

/** Ten mugs in the ledger at noon, and a channel that was first swept then. Times are in seconds after noon. */
export async function sweptShop({ isInOrderOfChange = false, keepsPages = false } = {}) {
  const table = new MemoryTable();
  const journal = keptJournal();
  const marks = memorySweepMarks();
  const posting = postingPorts(table);
  const happened: SweptObservation[] = [];
  const asked: { readonly from: number; readonly to: number }[] = [];
  const refused: Observation[] = [];
  const read: string[] = [];
  const state = {
    now: 0,
    isDown: false,
    isQueueDown: false,
    areTokensGone: false,
    secondsPerPage: 0,
    meanwhile: async () => {},
    isRefused: (_: Observation): boolean => false,
    /** The channel gives no answer to a read that reaches such a time. */
    unreadable: [] as readonly number[],
  };
  const seconds = (at: Date) => (at.getTime() - NOON_MS) / 1_000;
  const sweep: ChannelSweep = {
    channel: SHOPIFY,
    search: { lagMs: 0, pauseMs: 0 },
    ...(isInOrderOfChange && { isInOrderOfChange }),
    async *changedWithin(since, until, _listed, _setAside, pages) {
      asked.push({ from: seconds(since), to: seconds(until) });
      await state.meanwhile();
      if (state.unreadable.some((at) => at >= seconds(since) && at <= seconds(until))) {
        throw new Error('Shopify answered with something odd.');
      }
      const found = happened.filter(
        ({ occurredAt }) => occurredAt >= since.toISOString() && occurredAt <= until.toISOString(),
      );
      const from = Number(pages?.from ?? 0);
      if (from > 0 && state.areTokensGone) {
        throw new Error('The token of the page is none that was given within a day.');
      }
      for (const [nth, each] of found.entries()) {
        if (nth < from) {
          continue;
        }
        state.now += state.secondsPerPage;
        if (keepsPages && nth + 1 < found.length) {
          pages?.following(`${nth + 1}`);
        }
        read.push(each.source.order ?? '');
        yield [each];
      }
      if (state.isDown) {
        throw new Error('Shopify gave no answer.');
      }
    },
  };
  const outcomes: string[] = [];
  const post = async (...observations: readonly Observation[]) => {
    for (const observation of observations) {
      outcomes.push(...(await postNow(posting, observation.sku, [observation])).map(({ kind }) => kind));
    }
  };
  const send = async (observations: readonly Observation[]) => {
    if (state.isQueueDown) {
      refused.push(...observations);
      throw new Error('The queue gave no answer.');
    }
    await post(...observations.filter((each) => !state.isRefused(each)));
    const unsent = observations.filter(state.isRefused);
    if (unsent.length > 0) {
      throw new UnsendableError('The queue can never take it.', unsent);
    }
  };
  const store = table.ledgerStore();
  const ledger: Pick<LedgerStore, 'load' | 'recorded'> = {
    recorded: store.recorded,
    load: async (sku, keys) => {
      if (keys.some((key) => key.includes('too long'))) {
        throw new PermanentError('The table cannot keep this: the key is too long.');
      }
      return store.load(sku, keys);
    },
  };
  const run = (at: number) => {
    state.now = at;
    return sweepChannel({
      sweep,
      marks,
      registry: table.registry(),
      ledger,
      stock: table.reader(),
      observations: { send },
      journal,
      clock: () => new Date(NOON_MS + state.now * 1_000),
    });
  };
  const stock = async () => (await table.reader().skuState(MUG))?.stock[MAIN];
  await post(baseline(10));
  await run(0);
  outcomes.splice(0);
  return { run, happened, asked, read, refused, state, post, outcomes, stock, journal, table, marks };
}

/** An order line in a version of so many seconds after noon. */
export function changedAt(at: number, facts: Parameters<typeof orderLine>[0] = {}) {
  return orderLine({ version: NOON_MS + at * 1_000, at: later(at), ...facts });
}
