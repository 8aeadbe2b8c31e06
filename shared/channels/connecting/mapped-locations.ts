/** Compares the locations that a channel maps with those that its platform has. */

import type { MissingGrant } from '../../ports/connecting/connection.ts';

/** How the platform's own words describe a location, for the merchant. */
export type LocationWords = {
  /** That there is no such location, as the begin of a sentence. */
  readonly isMissing: string;
  /** That it sells nothing, and where to open it, as the begin of a sentence. */
  readonly isClosed: string;
};

/**
 * Mapped locations that are not there, which stops everything, and those that are closed. `isOpen`: the locations that
 * the platform has.
 */
export function locationFindings(
  mapped: readonly string[],
  isOpen: ReadonlyMap<string, boolean>,
  { isMissing, isClosed }: LocationWords,
): readonly MissingGrant[] {
  return mapped.flatMap((location): readonly MissingGrant[] => {
    const grant = `location ${location}`;
    switch (isOpen.get(location)) {
      case undefined:
        return [{ grant, without: `${isMissing}: correct it in stockline.config.ts`, isRequired: true }];
      case false:
        return [{ grant, without: `${isClosed}, or take it out of stockline.config.ts`, isRequired: false }];
      default:
        return [];
    }
  });
}
