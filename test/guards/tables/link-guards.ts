/** Guards of links: each rule, how to remove it, and the tests that notice. */

import type { Guard } from '../guard.ts';

const HAND_ON = 'shared/usecases/posting/hand-on.ts';
const OWN = 'shared/domain/posting/own-listing.ts';
const LINKS = ['test/shared/usecases/linking/apply-links'];
const TABLES = ['test/bench/aws/dynamodb/dynamodb'];

/** What holds while listings are linked to SKUs of other names, and sell several units at a time. */
export const LINK_GUARDS: readonly Guard[] = [
  {
    guard: 'A line that an earlier ledger has goes on there, whatever its listing sells now',
    file: HAND_ON,
    search: 'return (await firstWithLine(ledger, earlier, source.key)) ?? sku;',
    replace: 'return sku;',
    tests: LINKS,
  },
  {
    guard: 'A line that was handed on is not handed on again: two listings may sell each other’s names',
    file: 'shared/domain/listing/link.ts',
    search: 'isHandedOn ? undefined : links.find(isOf)',
    replace: 'links.find(isOf)',
    tests: LINKS,
  },
  {
    guard: 'What waits for a SKU that the ledger lacks is parked as it came, under its name',
    file: HAND_ON,
    search: 'return own === undefined ? parked : { ...parked, observation: own.reported };',
    replace: 'return parked;',
    tests: LINKS,
  },
  {
    guard: 'A listing whose line went on in an earlier ledger is checked',
    file: HAND_ON,
    search: 'link === undefined || !isOfListing(reported) || link.sku === sku',
    replace: 'link === undefined || !isOfListing(reported) || link.sku !== ""',
    tests: LINKS,
  },
  {
    guard: 'A delivery of one of two items with one SKU goes to what that item sells',
    file: 'shared/domain/listing/link.ts',
    search: "kind === 'orderLine' ? (link.soldAs ?? link.externalId) : link.externalId",
    replace: 'link.soldAs ?? link.externalId',
    tests: LINKS,
  },
  {
    guard: 'Committed units of a linked item are looked for in its own orders',
    file: 'shared/usecases/importing/orders-not-found.ts',
    search: 'return at === locationAt(channelLocation) && !isAnother;',
    replace: 'return at === channelLocation;',
    tests: ['test/shared/usecases/linking/linked-channel'],
  },
  {
    guard: 'A line of an item that its channel has deleted goes on in the ledger that has it',
    file: HAND_ON,
    search: "if (kind !== 'orderLine' || soldAs !== null) {",
    replace: 'if (kind !== "") {',
    tests: LINKS,
  },
  {
    guard: 'A fact keeps the units under which it was first posted',
    file: OWN,
    search: '(recorded.units ?? 1)',
    replace: 'unitsOf(ownListing(listings, observation))',
    tests: ['test/shared/domain/posting/own-listing'],
  },
  {
    guard: 'A line that was handed on moves the figure of no other listing of its channel',
    file: OWN,
    search: 'return listing.channelLocation === channelLocation;',
    replace: 'return true;',
    tests: ['test/shared/domain/posting/own-listing'],
  },
  {
    guard: 'A listing shows whole units of what it sells',
    file: 'shared/domain/exposure/exposure.ts',
    search: 'return wholeUnits(unitsToShow(stock, listing, exposure), listing);',
    replace: 'return unitsToShow(stock, listing, exposure);',
    tests: LINKS,
  },
  {
    guard: 'A listing that sells several units at a time gets whole ones of a divided pool',
    file: 'shared/domain/exposure/share-goals.ts',
    search: 'if (!among.some((each) => each.units !== undefined)) {',
    replace: 'if (exact.size > 0) {',
    tests: ['test/shared/domain/exposure/share-goals'],
  },
  {
    guard: 'A part of what a listing sells is never pushed',
    file: 'shared/usecases/linking/sku-units.ts',
    search: 'if (count % units !== 0) {',
    replace: 'if (false) {',
    tests: ['test/shared/usecases/linking/sku-units'],
  },
  {
    guard: 'A link is not written while a push of its listing is on its way',
    file: 'shared/aws/listings/link-store.ts',
    search: "'revision = :readRevision AND attribute_not_exists(intent)'",
    replace: "'revision = :readRevision'",
    tests: TABLES,
  },
  {
    guard: 'No posting that was worked out before a link forgets where the linked listing is',
    file: 'shared/aws/ledger/head-conditions.ts',
    search: 'ConditionExpression: `${unchanged.ConditionExpression} AND ${listedAsRead}`,',
    replace: 'ConditionExpression: unchanged.ConditionExpression,',
    tests: TABLES,
  },
  {
    guard: 'A link revises what the SKU’s listings may show, so that no older raise begins',
    file: 'shared/aws/listings/link-store.ts',
    search: "['#exposure.revision = :nextRevision']",
    replace: "['#exposure.revision = :readExposure']",
    tests: TABLES,
  },
];
