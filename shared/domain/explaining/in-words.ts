/** Says in sentences what a listing displayed and why units were oversold. */
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { unitsSold } from '../ledger/sale.ts';
import type { EvidenceKind } from '../listing/listing.ts';
import type { PushInputs } from '../pushing/push-inputs.ts';
import type { Displayed } from './displayed.ts';
import type { Oversale, Prevention } from './oversale.ts';

/** What a figure rests on: what is known of the past, or what the present belief rests on. */
type Evidence = Displayed['evidence'] | { readonly kind: EvidenceKind; readonly asOf: string } | NoEvidence;

/** A listing is as it was registered: it was neither pushed nor compared since, and sold nothing. */
export type NoEvidence = { readonly kind: 'none' };

/** On what evidence a figure was displayed, as the end of a sentence. */
export function evidenceWords(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'push':
      return `by the push of entry ${evidence.seq}, which it answered at ${evidence.asOf} (${evidence.answer})`;
    case 'sale':
      return `after ${evidence.order === undefined ? 'a sale' : `order ${evidence.order}`} of its own at ${evidence.asOf} (entry ${evidence.seq})`;
    case 'later':
      return `as was found at ${evidence.asOf}`;
    case 'answer':
      return `as it answered a push at ${evidence.asOf}`;
    case 'reading':
      return `as was read there at ${evidence.asOf}`;
    case 'page':
      return `as its catalogue said at ${evidence.asOf}`;
    case 'notice':
      return `as it said at ${evidence.asOf}`;
    case 'count':
      return `as its sales were counted up to ${evidence.asOf}`;
    case 'none':
      return 'as it was imported: it was neither pushed nor compared since';
    default:
      return evidence satisfies never;
  }
}

/** What decided the figure of a push: `2 available, policy shared, buffer 1`. */
export function inputsWords(inputs: PushInputs): string {
  const { available, policy, safetyStock, buffer, cap, share, finisher, lagMs } = inputs;
  return [
    `${available} available`,
    `policy ${policy}`,
    ...(share === undefined ? [] : [`share ${share}`]),
    ...(finisher === undefined ? [] : [`the last units on ${finisher}`]),
    ...(safetyStock === 0 ? [] : [`safety stock ${safetyStock}`]),
    `buffer ${buffer}`,
    ...(cap === undefined ? [] : [`cap ${cap}`]),
    ...(lagMs === undefined ? [] : [`lag ${lengthWords(lagMs)}`]),
  ].join(', ');
}

/** The sentences of an oversale: what happened, who knew what when, what was displayed and why, what would have prevented it. */
export function oversaleSentences(oversale: Oversale): readonly string[] {
  const { sale, units, displayed, prevention } = oversale;
  const sold = unitsSold(sale);
  const what =
    sold === 0
      ? `${units} units were promised already that ${sale.kind} of entry ${sale.seq} took away.`
      : `${units} of the ${sold} units of ${saleWords(sale)} did not exist any more.`;
  return [
    what,
    ...otherSentences(oversale),
    ...displayed.flatMap(displayedSentences),
    preventionSentence(prevention, sale),
  ];
}

function otherSentences({ sale, other, betweenMs = 0, reportedAfterMs = 0, lagMs }: Oversale): readonly string[] {
  if (other === undefined) {
    return [];
  }
  const order = betweenMs >= 0 ? `${lengthWords(betweenMs)} before it` : `${lengthWords(-betweenMs)} after it`;
  return [
    `The last sale elsewhere was ${saleWords(other)}, ${order}. It took ${lengthWords(reportedAfterMs)} to reach us.`,
    lagMs === undefined
      ? `${sale.source.channel} had not been set to fewer since.`
      : `${sale.source.channel} had the new figure ${lengthWords(lagMs)} after that sale.`,
  ];
}

function displayedSentences({ listing, units, evidence, inputs }: Displayed): readonly string[] {
  return [
    `At that moment ${listing} showed ${units}, ${evidenceWords(evidence)}.`,
    ...(inputs === undefined ? [] : [`Its last push was decided from ${inputsWords(inputs)}.`]),
  ];
}

function preventionSentence(prevention: Prevention, { source: { channel } }: LedgerEntry): string {
  switch (prevention.kind) {
    case 'escrow':
      return `What would have prevented it: policy escrow, under which each channel shows a share of its own; or a buffer of ${prevention.buffer} on ${channel}.`;
    case 'escrowWasToCome':
      return 'It happened before escrow was in force: from then on no sale of a channel can exceed what is available.';
    case 'outsideEscrow':
      return 'Shares cover what channels show: these units left by no share, or at a channel that showed more than its share.';
    case 'sellsWithoutStock':
      return `${channel} sells it when it shows nothing: no policy prevents that, only “Continue selling when out of stock” turned off there.`;
    case 'byItself':
      return `${channel} sold more by itself than there was: no other channel’s sale was late. Its figure was too high, or it was sold past it.`;
    case 'notASale':
      return 'No sale did it: count or receive before you sell what is to come.';
    default:
      return prevention satisfies never;
  }
}

function saleWords({ source: { channel, order } }: LedgerEntry): string {
  return order === undefined ? `a sale on ${channel}` : `order ${order} on ${channel}`;
}

/** `350 ms`, `1.2 s`, `4 min`. */
export function lengthWords(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < 1_000) {
    return `${length} ms`;
  }
  return length < 120_000 ? `${(length / 1_000).toFixed(1)} s` : `${Math.round(length / 60_000)} min`;
}
