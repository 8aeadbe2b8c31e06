/** Channels and listings by name: the same channel has the same colour in every view. */

/** The channels in the order of the configuration, once they are known. */
let known: readonly string[] = [];

export function knowChannels(channels: readonly string[]): void {
  known = channels;
}

const COLOURS = 6;

/** Its place among the channels; of one that is not known, by the letters of its name. */
export function channelPlace(channel: string): number {
  const place = known.indexOf(channel);
  return place >= 0 ? place : [...channel].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);
}

/** As a style sheet has it. */
export function colourOf(channel: string): string {
  return `var(--channel-${channelPlace(channel) % COLOURS})`;
}

/** The channel of a listing, by the listing's name. */
export function channelIn(listing: string): string {
  return listing.split(/[@#]/)[0] ?? listing;
}

/** A listing as people call it: by its channel alone where that has no other listing of the SKU. */
export function labelOf(listing: string, all: readonly string[]): string {
  const channel = channelIn(listing);
  return all.filter((each) => channelIn(each) === channel).length === 1 ? channel : listing;
}
