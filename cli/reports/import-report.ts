/** Prints the plan of an import, and writes what it could not match as CSV. */
import { quoted } from '../../shared/domain/identifiers.ts';
import { componentsInWords } from '../../shared/domain/stock/bundle.ts';
import { OPERATOR_COMMANDS } from '../../shared/operator-commands.ts';
import type { ImportPlan } from '../../shared/usecases/importing/plan-import.ts';
import { csvField } from '../files/csv-field.ts';

/** Lines of one kind that are shown; `--json` and `--unmatched` have them all. */
const SHOWN_MAX = 20;

/** The plan for machines. */
export function planAsJson(plan: ImportPlan): object {
  const { listings, newSkus, known, readings: _readings, source, renamed: _renamed, vanished, ...rest } = plan;
  return {
    listings: listings.length,
    newSkus: newSkus.length,
    knownSkus: known.length,
    stockFrom: source.name,
    new: newSkus,
    ...rest,
    renamed: plan.renamed.map(({ listing: { sku, channel, channelLocation }, now }) => ({
      sku,
      channel,
      channelLocation,
      now,
    })),
    vanished: vanished.map(({ sku, channel, channelLocation }) => ({ sku, channel, channelLocation })),
  };
}

/** The plan for people: what the import would do, then what only they can set right. */
export function planInWords(plan: ImportPlan): string {
  const { listings, newSkus, known } = plan;
  return [
    `${listings.length} listings; ${newSkus.length} SKUs are new, ${known.length} are in the ledger already.`,
    ...section(plan.added, 'listings of known SKUs are new', ({ sku, channel }) => `${sku} on ${channel}`),
    ...section(
      plan.changed,
      'known listings changed and are renewed',
      ({ sku, channel, changes }) => `${sku} on ${channel}: ${changes.join('; ')}`,
    ),
    ...believedOtherwise(plan),
    ...renamed(plan),
    ...section(
      plan.vanished,
      'known listings are no longer in their channel’s catalogue (--prune ends their pushes)',
      ({ sku, channel }) => `${sku} on ${channel}`,
    ),
    ...section(
      plan.differing,
      `on-hand figures differ from ${plan.source.name}’s; the ledger’s stay. Count what is there, and report the count`,
      ({ sku, location, ledger, source }) => `${sku} at ${location}: ledger ${ledger}, ${plan.source.name} ${source}`,
    ),
    ...section(
      plan.withoutStock,
      'listed SKUs have no on-hand figure and stay outside the ledger (give them one with --on-hand)',
      (sku) => sku,
    ),
    ...section(
      plan.tooManyOpen,
      'SKUs have too many open order lines for one cut-over and stay outside: import them when some have shipped',
      ({ sku, lines }) => `${sku}: ${lines}`,
    ),
    ...section(
      plan.bundles.filter(({ becomes }) => becomes === 'define'),
      'bundles of a channel become bundles here (docs/bundles.md)',
      ({ sku, channel, madeOf }) => `${sku} on ${channel}: ${componentsInWords(madeOf)}`,
    ),
    ...section(
      plan.bundles.filter(({ becomes }) => becomes === 'leave'),
      'bundles of a channel are left as they are (`npx stockline bundle set` changes them)',
      ({ sku, channel, madeOf, reason = '' }) => `${sku} on ${channel}: ${componentsInWords(madeOf)}. ${reason}`,
    ),
    ...toRelease(plan),
    ...reserved(plan),
    ...lookAlikes(plan),
    ...section(plan.unlisted, 'SKUs are on no channel and are pushed nowhere', (sku) => sku),
    ...section(plan.onOneChannel, 'SKUs are on one channel only', ({ sku, channel }) => `${sku} on ${channel}`),
    ...section(
      plan.duplicates,
      'SKUs are more than once on one channel and left out there: give each its own',
      ({ sku, channel, externalIds }) => `${sku} on ${channel}: ${externalIds.join(', ')}`,
    ),
    ...section(
      plan.leftOut,
      'things that a channel offers cannot be taken',
      ({ channel, externalId, title, reason }) => `${channel} ${externalId} “${title}”: ${reason}`,
    ),
    ...section(
      plan.setAside,
      'orders or changes could not be read and are set aside: count what they concern by hand',
      ({ channel, id, reason }) => `${channel} ${id}: ${reason}`,
    ),
    ...section(
      plan.ordersTwice,
      'pairs of channels have open orders that may be the same purchases: leave copies out with ignoreSources (docs/connect.md)',
      ({ channels, pairs, of, byChance, sample }) =>
        `${channels.join(' and ')}: ${pairs} of ${of} lines agree in SKU, quantity and minute, as ${sample.sku} in orders ${sample.orders.join(' and ')}; by chance ${byChance.toFixed(1)} would`,
    ),
  ].join('\n');
}

function toRelease(plan: ImportPlan): readonly string[] {
  return section(
    plan.ordersNotFound,
    'SKUs are committed to orders that were not found (older than 60 days): those units stay unavailable. Once you know better, release them',
    ({ sku, channel, location, committed, found }) =>
      `${sku} at ${location}: ${channel} has ${committed} committed, found ${found}. Release with: ${OPERATOR_COMMANDS.release(sku, location, committed - found)}`,
  );
}

function renamed(plan: ImportPlan): readonly string[] {
  return section(
    plan.renamed,
    'known listings are sold under another SKU by their channel now: they are pushed for that alone',
    ({ listing: { sku, channel }, now }) => `${sku} on ${channel}: now ${now}`,
  );
}

function reserved(plan: ImportPlan): readonly string[] {
  return section(
    plan.reserved,
    'SKUs have units reserved at their channel, for draft orders or for transfers that are ready to ship: those units stay unavailable. Once the order was paid, or the ledger has the transfer as transferred, release them (with stockWork at the channel that happens by itself)',
    ({ sku, channel, location, units }) =>
      `${sku} at ${location}: ${channel} has ${units} reserved. Release with: ${OPERATOR_COMMANDS.release(sku, location, units)}`,
  );
}

function lookAlikes(plan: ImportPlan): readonly string[] {
  return section(
    plan.lookAlikes,
    'groups of SKUs differ only in case, blanks or leading zeros: are they one?',
    (skus) => skus.map((sku) => quoted(sku)).join(', '),
  );
}

function believedOtherwise(plan: ImportPlan): readonly string[] {
  return section(
    plan.believedOtherwise,
    'listings show another quantity than Stockline believes; each is compared again (npx stockline drift says what becomes of it)',
    ({ sku, channel, channelLocation, shown, shows }) =>
      `${sku} on ${channelLocation === '-' ? channel : `${channel} at ${channelLocation}`}: shows ${shows}, believed ${shown}`,
  );
}

function section<Item>(items: readonly Item[], what: string, say: (item: Item) => string): readonly string[] {
  if (items.length === 0) {
    return [];
  }
  const shown = items.slice(0, SHOWN_MAX).map((item) => `  ${say(item)}`);
  const more = items.length - shown.length;
  return [`${items.length} ${what}:`, ...shown, ...(more > 0 ? [`  … and ${more} more`] : [])];
}

const COLUMNS = ['channel', 'sku', 'title', 'id', 'reason'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** Everything that did not match, a row each, as CSV. What is set right in the channel is not in the next file. */
export function unmatchedAsCsv(plan: ImportPlan): string {
  const titles = new Map(plan.listings.map(({ listing }) => [listing.sku, listing.title ?? '']));
  const row = (reason: string, facts: Partial<Row>): Row => {
    const { channel = '', sku = '', title = titles.get(sku as never) ?? '', id = '' } = facts;
    return { channel, sku, title, id, reason };
  };
  const rows: Row[] = [
    ...plan.leftOut.map(({ reason, externalId: id, ...facts }) => row(reason, { ...facts, id })),
    ...plan.setAside.map(({ channel, id, reason }) => row(reason, { channel, id })),
    ...plan.duplicates.flatMap(({ channel, sku, externalIds }) =>
      externalIds.map((id) => row('The SKU is more than once on this channel.', { channel, sku, id })),
    ),
    ...plan.ordersNotFound.map(({ sku, channel, committed, found }) =>
      row(`${committed} committed to orders, of which ${found} were found: the rest stays unavailable.`, {
        channel,
        sku,
      }),
    ),
    ...plan.reserved.map(({ sku, channel, units }) =>
      row(`${units} reserved for draft orders or transfers: they stay unavailable until they are released.`, {
        channel,
        sku,
      }),
    ),
    ...plan.lookAlikes.flatMap((skus) =>
      skus.map((sku) => row('It differs from another SKU only in case, blanks or zeros.', { sku })),
    ),
    ...plan.withoutStock.map((sku) => row('No on-hand figure.', { sku })),
    ...plan.onOneChannel.map((each) => row('On this channel only.', each)),
    ...plan.unlisted.map((sku) => row('On no channel.', { sku })),
    ...plan.bundles
      .filter(({ becomes }) => becomes === 'leave')
      .map(({ reason = '', channel, sku }) => row(`A bundle of the channel. ${reason}`, { channel, sku })),
    ...plan.tooManyOpen.map(({ sku, lines }) => row(`${lines} open order lines.`, { sku })),
    ...plan.renamed.map(({ listing: { channel, sku, externalId: id }, now }) =>
      row(`Its channel sells it as ${now} now.`, { channel, sku, id }),
    ),
    ...plan.vanished.map(({ channel, sku, externalId: id }) =>
      row('No longer in the channel’s catalogue.', { channel, sku, id }),
    ),
  ];
  const lines = rows.map((each) => COLUMNS.map((name) => csvField(each[name])).join(','));
  return [COLUMNS.join(','), ...lines, ''].join('\n');
}
