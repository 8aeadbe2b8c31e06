/** What happened at a direct channel: read once when its SKUs are imported, and again and again by the sweep. */

import * as v from 'valibot';
import type { DirectChannel } from '../../../channel-config.ts';
import type { OrderFeed, SetAside } from '../../../ports/channel/channel.ts';
import type { ChannelSweep, SweptObservation } from '../../../ports/intake/sweep.ts';
import type { Clock } from '../../../ports/journal.ts';
import { translateMessage } from '../../own-format/translate.ts';
import { fieldOf, setAsideRows } from '../../rows.ts';
import { PAGED_READ_TRIES, SINGLE_READ_TRIES } from '../../while-throttled.ts';
import { createDirectApi, type DirectApi } from '../client/api.ts';
import { readFigures } from '../client/figures.ts';
import { pageEnd, pagesOf } from '../client/pages.ts';
import type { DirectCredentials } from '../connecting/credentials.ts';
import { senderOf } from '../intake/translate.ts';

/** A change must be among `changes` so long after it was recorded: docs/channel-protocol.json, version 1. */
const SEARCH_LAG_MS = 10_000;

const page = v.object({ messages: v.array(v.unknown()), ...pageEnd });

/** The messages of a direct channel, as it would send them now. */
export function createDirectOrderFeed(
  channel: DirectChannel,
  credentials: DirectCredentials,
  clock: Clock = () => new Date(),
): OrderFeed {
  const api = createDirectApi(channel, credentials);
  const reading = { channel, api, clock, triesMax: PAGED_READ_TRIES };
  return {
    channel: channel.id,
    async *openLines(setAside) {
      for await (const read of messagesOf(reading, 'open-orders', {}, setAside)) {
        yield read.filter((each) => each.kind === 'orderLine');
      }
    },
    async *changedSince(since, _skus, setAside) {
      const window = { since: since.toISOString(), until: clock().toISOString() };
      for await (const read of messagesOf(reading, 'changes', window, setAside)) {
        yield read.filter((each) => each.kind !== 'count');
      }
    },
    async readAgain(listing) {
      const [read] = await readFigures(channel, api, [listing], PAGED_READ_TRIES);
      return { ...listing, shows: read?.kind === 'shows' ? read.units : 0 };
    },
  };
}

/**
 * A sweep of a direct channel: what it recorded between two times by its own clock, whatever times that bears. What happened
 * before a SKU was registered is in its baseline, and moves nothing.
 */
export function createDirectSweep(
  channel: DirectChannel,
  credentials: DirectCredentials,
  clock: Clock = () => new Date(),
): ChannelSweep {
  const api = createDirectApi(channel, credentials);
  return {
    channel: channel.id,
    search: { lagMs: SEARCH_LAG_MS, pauseMs: 0 },
    changedWithin: (since, until, _listed, setAside) =>
      messagesOf(
        { channel, api, clock, triesMax: SINGLE_READ_TRIES },
        'changes',
        { since: since.toISOString(), until: until.toISOString() },
        setAside,
      ),
  };
}

type Reading = {
  readonly channel: DirectChannel;
  readonly api: DirectApi;
  readonly clock: Clock;
  readonly triesMax: number;
};

async function* messagesOf(
  { channel, api, clock, triesMax }: Reading,
  operation: 'open-orders' | 'changes',
  asked: object,
  setAside: SetAside = () => undefined,
): AsyncGenerator<readonly SweptObservation[]> {
  const pages = pagesOf((from) => api.read(operation, { ...asked, ...from }, page, triesMax));
  for await (const read of pages) {
    const receivedAt = clock().toISOString();
    yield read.messages.flatMap((message) => observationsOf(channel, message, receivedAt, setAside));
  }
}

/** What one message says, as at our door. One that cannot be read is set aside, and costs no other. */
function observationsOf(
  channel: DirectChannel,
  message: unknown,
  receivedAt: string,
  setAside: SetAside,
): readonly SweptObservation[] {
  const rawBody = Buffer.from(JSON.stringify(message) ?? '');
  const intake = translateMessage({ rawBody, sender: senderOf(channel), receivedAt });
  switch (intake.kind) {
    case 'wholeOrder':
      return intake.lines;
    case 'document':
      return intake.observations.filter((each) => each.kind === 'movement' || each.kind === 'count');
    case 'malformed': {
      const odd = { row: fieldOf(message, 'data'), reason: `${intake.path}: ${intake.reason}` };
      setAsideRows([odd], { field: 'id', what: 'message' }).forEach(setAside);
      return [];
    }
    default:
      return [];
  }
}
