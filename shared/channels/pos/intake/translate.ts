/** Translates messages of a sender that shows nothing. */

import type { PosChannel } from '../../../channel-config.ts';
import type { LocationId } from '../../../domain/identifiers.ts';
import type { Intake } from '../../../ports/channel/channel.ts';
import { translateMessage } from '../../own-format/translate.ts';

/** A verified message at the door of a till, a 3PL, an ERP or an own shop. */
export type PosMessage = {
  readonly rawBody: Uint8Array;
  readonly channel: PosChannel;
  /** All locations of the deployment: a message may speak of any of them and of no other. */
  readonly locations: readonly LocationId[];
  /** ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
};

/** What it says, as observations. It uses the ledger's own words for locations, and means `main` where it names none. */
export function translatePos({ rawBody, channel, locations, receivedAt }: PosMessage): Intake {
  const sender = {
    channel: channel.id,
    places: new Map(locations.map((location) => [String(location), { location }])),
    onlyPlace: 'main',
    deducts: false,
  };
  return translateMessage({ rawBody, sender, receivedAt });
}
