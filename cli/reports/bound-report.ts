/** Prints what `npx stockline bound` computed. */
import type { Bound, ListingRate, PolicyBound } from '../../shared/domain/exposure/bound.ts';
import type { Sku } from '../../shared/domain/identifiers.ts';
import type { EscrowProof } from '../channels/escrow-proof.ts';
import { withoutStockLine } from './changing/policy-report.ts';
import { ENDGAME_CAN_OVERSELL, endgameLimitSentence, tooSlowSentence } from './endgame-in-words.ts';

export type BoundReport = Bound & {
  readonly sku: Sku;
  /** The rate is the operator's, not the ledger's. */
  readonly isRateAssumed: boolean;
  readonly isEscrowInForce: boolean;
  readonly conditions: readonly EscrowProof[];
  /** Listings that are sold on when nothing is left: no bound holds for them. */
  readonly withoutStock: readonly string[];
};

/** The bound in words, with what it was computed from; each line with its end. */
export function boundLines(report: BoundReport): readonly string[] {
  const { sku, available, ratePerSecond, isRateAssumed, risk, listings, conditions } = report;
  const source = isRateAssumed ? 'assumed' : 'as the ledger knows it';
  const lines = [
    `${sku}: ${available} available, ${figure(ratePerSecond)} units a second (${source}), risk taken ${risk}`,
    '',
    `  ${'listing'.padEnd(26)}${'units/s'.padStart(9)}${'lag'.padStart(9)}`,
    ...listings.map(listingLine),
    '',
    `  ${'if it sells out now'.padEnd(26)}${'oversold'.padStart(9)}${'P(any)'.padStart(9)}`,
    ...(report.withoutStock.length === 0 ? policyLines(report) : ['  no bound, under whatever policy: see below']),
    ...(ratePerSecond === 0 ? ['', 'No sales are known: --rate N computes with a demand that you assume.'] : []),
    '',
    ...conditions.map(({ sentence }) => `Escrow at ${sentence}`),
    ...report.withoutStock.map(withoutStockLine),
  ];
  return lines.map((line) => `${line}\n`);
}

function listingLine({ listing, ratePerSecond, lagSeconds, isLagMeasured, putsBackUnreported }: ListingRate): string {
  const notes = [
    ...(isLagMeasured ? [] : ['lag not measured yet: the usual one']),
    ...(putsBackUnreported ? ['takes absolute figures: its lag contains settleSeconds'] : []),
  ];
  const note = notes.length === 0 ? '' : `  ${notes.join('; ')}`;
  return `  ${listing.padEnd(26)}${figure(ratePerSecond).padStart(9)}${`${figure(lagSeconds)} s`.padStart(9)}${note}`;
}

function policyLines({ present, shared, buffer, endgame, escrow, isEscrowInForce }: BoundReport): readonly string[] {
  const buffers = Object.entries(buffer.buffers).map(([channel, units]) => `${channel} ${units}`);
  const begins = `from ${endgame.threshold.units} units down`;
  const isBeginning = present.policy === 'escrow' && !isEscrowInForce;
  return [
    policyLine(`now: ${present.policy}`, present, isBeginning ? 'shares of the first split are still recalled' : ''),
    policyLine('shared, nothing withheld', shared, ''),
    policyLine('shared, automatic buffers', buffer, buffers.join(', ')),
    policyLine('endgame', endgame, begins),
    policyLine('escrow', escrow, 'on the conditions below'),
    '',
    ENDGAME_CAN_OVERSELL,
    ...endgameHere(endgame),
  ];
}

/** The fastest rush that an endgame of this SKU limits, or why it would not apply. */
function endgameHere({ limit, tooSlow }: Bound['endgame']): readonly string[] {
  return [
    ...(limit === undefined ? [] : [`Here ${endgameLimitSentence(limit)}.`]),
    ...(tooSlow === undefined ? [] : [`Here ${tooSlowSentence(tooSlow)}.`]),
  ];
}

function policyLine(name: string, { expectedOversold, chanceOfAny }: PolicyBound, note: string): string {
  const line = `  ${name.padEnd(26)}${figure(expectedOversold).padStart(9)}${percent(chanceOfAny).padStart(9)}`;
  return note === '' ? line : `${line}  ${note}`;
}

/** Two decimals, or the first digit that is not 0. */
function figure(value: number): string {
  if (value === 0) {
    return '0';
  }
  return value < 0.01 ? value.toExponential(0) : value.toFixed(2);
}

function percent(chance: number): string {
  return chance === 0 ? '0' : chance < 0.001 ? chance.toExponential(0) : `${(100 * chance).toFixed(1)} %`;
}
