/** Translates the messages of a direct channel. */

import * as v from 'valibot';
import type { DirectChannel } from '../../../channel-config.ts';
import type { Intake, Notice } from '../../../ports/channel/channel.ts';
import { idField, timeField } from '../../fields.ts';
import { readJson } from '../../json-body.ts';
import { LINES_MOST } from '../../own-format/messages.ts';
import { type Sender, type SenderPlace, translateMessage } from '../../own-format/translate.ts';
import { rowByRow, setAsideRows } from '../../rows.ts';
import { shownUnits } from '../client/figures.ts';

/** A verified message at the door of a direct channel. */
export type DirectMessage = {
  readonly rawBody: Uint8Array;
  readonly channel: DirectChannel;
  /** ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
};

const envelope = v.object({ type: v.string('Expected a message type.') });

const LISTING_CHANGED = 'listing.changed';

const shownFigure = v.object({ listing: idField, location: v.string('Expected a location id.'), shows: shownUnits });

/** What it shows has changed: by a person in its admin, by a push of ours, by a sale. Each figure is a message of a queue. */
const listingChanged = v.object({
  timestamp: timeField,
  data: v.object({
    listings: v.pipe(
      v.array(v.unknown(), 'Expected a list of figures.'),
      v.maxLength(LINES_MOST, `Expected at most ${LINES_MOST} figures: send more as several messages.`),
      rowByRow(shownFigure),
    ),
  }),
});

/**
 * What a direct channel says: that figures changed, or what every sender in our own format says. It takes what it sells off its
 * own figures by itself.
 */
export function translateDirect({ rawBody, channel, receivedAt }: DirectMessage): Intake {
  const head = readJson(rawBody, envelope);
  if (head.kind === 'malformed') {
    return head;
  }
  return head.value.type === LISTING_CHANGED
    ? translateChanged({ rawBody, channel, receivedAt })
    : translateMessage({ rawBody, sender: senderOf(channel), receivedAt });
}

function translateChanged({ rawBody, channel, receivedAt }: DirectMessage): Intake {
  const read = readJson(rawBody, listingChanged);
  if (read.kind === 'malformed') {
    return read;
  }
  const { timestamp, data } = read.value;
  const { rows, odd } = data.listings;
  const notices = rows
    .filter(({ location }) => Object.hasOwn(channel.locations, location))
    .map(
      ({ listing, location, shows }): Notice => ({
        channel: channel.id,
        externalId: listing,
        channelLocation: location,
        quantity: shows,
        occurredAt: timestamp,
        receivedAt,
      }),
    );
  const setAside = setAsideRows(odd, { field: 'listing', what: 'figure' });
  return notices.length + setAside.length === 0
    ? { kind: 'ignored', reason: 'No figure is of a location that the channel maps.' }
    : { kind: 'notices', notices, ...(setAside.length > 0 && { setAside }) };
}

/** Its own words for locations, each with the first of the ledger's that stand behind it. */
export function senderOf({ id, locations }: DirectChannel): Sender {
  const words = Object.keys(locations);
  const places = Object.entries(locations).flatMap(([word, [location]]): readonly (readonly [string, SenderPlace])[] =>
    location === undefined ? [] : [[word, { location, channelLocation: word }]],
  );
  const onlyPlace = words.length === 1 ? words[0] : undefined;
  return { channel: id, places: new Map(places), onlyPlace, deducts: true, alsoSends: [LISTING_CHANGED] };
}
