/** Checks everything that is written to the table in memory against the stored shapes, as DynamoDB would keep it. */

import {
  type Item,
  readEntry,
  readHead,
  readParked,
  readSeen,
  storedOffer,
  storedParked,
} from '../../../shared/aws/ledger/items.ts';
import { actionsOf } from '../../../shared/aws/ledger/posting-actions.ts';
import { HEAD } from '../../../shared/aws/ledger/table-keys.ts';
import { demandShape, exposureShape } from '../../../shared/aws/shapes/exposure.ts';
import type { RevisedExposure } from '../../../shared/domain/exposure/revise-exposure.ts';
import type { Parked, Posting } from '../../../shared/ports/posting/posting.ts';

/** Throws where an item of the posting has a form that its shape does not describe. */
export function expectReadablePosting(posting: Posting): void {
  for (const { Put } of actionsOf('memory', [posting])) {
    if (Put?.Item !== undefined) {
      const item = stored(Put.Item);
      const sk = String(item['sk']);
      const read = [readEntry, readHead, readSeen].find((_, index) =>
        sk.startsWith(['ENTRY#', HEAD, 'SEEN#'][index] ?? ' '),
      );
      read?.(item);
    }
  }
}

export function expectReadableParked(parked: Parked): void {
  readParked(stored(storedParked(parked)));
}

export function expectReadableOffer({ exposure, demand }: RevisedExposure): void {
  const offer = stored(storedOffer({ exposure, ...(demand !== undefined && { demand }) }));
  exposureShape.read(offer['exposure'], 'memory');
  if (demand !== undefined) {
    demandShape.read(offer['demand'], 'memory');
  }
}

/** As DynamoDB keeps it: without the attributes that are undefined. */
function stored(item: object): Item {
  const kept: unknown = JSON.parse(JSON.stringify(item));
  return typeof kept === 'object' && kept !== null ? { ...kept } : {};
}
