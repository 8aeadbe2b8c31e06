// Finds listings that show another quantity than is believed: what waits for an operator, and what is kept for a day.
import type { ExposureRules } from '../../domain/exposure/exposure.ts';
import { listingId } from '../../domain/listing/listing.ts';
import { causeInWords } from '../../domain/reconciling/difference-cause.ts';
import { OPERATOR_COMMANDS, shellWord } from '../../operator-commands.ts';
import { type Difference, differencesOf, type FoundRise, risesOf } from '../reconciling/list-differences.ts';
import { type Finding, noteFinding, problemFinding, wellFinding } from './finding.ts';
import type { SkuSurvey } from './survey-skus.ts';

const LISTED_MAX = 10;

/**
 * A problem for each difference that waits for an operator, and one note of the others: each ends by itself, those of units
 * that are off sale after a day. `rules`: those of SKUs that have none of their own.
 */
export function differenceSurvey(rules: ExposureRules): SkuSurvey {
  const asked: Asked[] = [];
  const others: Difference[] = [];
  return {
    add(state) {
      asked.push(...risesOf(state).map(riseInWords));
      for (const { difference } of differencesOf(state, rules)) {
        if (difference.isAsked) {
          asked.push({ ...difference, says: `${inWords(difference)}: ${causeInWords(difference)}` });
        } else {
          others.push(difference);
        }
      }
    },
    findings: () =>
      asked.length + others.length === 0
        ? [wellFinding('deployment', 'differences', 'No check found a difference that stands.')]
        : [...askedFindings(asked), ...otherFindings(others)],
  };
}

/** A question to the operator, as a sentence without its end. */
type Asked = Pick<Difference, 'sku' | 'channel'> & { readonly says: string };

function riseInWords({ listing, rise: { shows, believed } }: FoundRise): Asked {
  const { sku, channel } = listing;
  const says = `${sku} on ${listingId(listing)} showed ${shows} where ${believed} were believed, and was lowered: are the ${shows - believed} units there?`;
  return { sku, channel, says };
}

function askedFindings(asked: readonly Asked[]): readonly Finding[] {
  const listed = asked.slice(0, LISTED_MAX).map(({ sku, channel, says }) => {
    const sentence = `${says}${says.endsWith('?') ? '' : '.'} It waits for you.`;
    const repair = `${OPERATOR_COMMANDS.drift(channel)} --sku ${shellWord(sku)}`;
    return problemFinding('deployment', 'differences', sentence, repair);
  });
  const more = asked.length - listed.length;
  return more === 0
    ? listed
    : [...listed, problemFinding('deployment', 'differences', `${more} more differences wait for you.`)];
}

function otherFindings(others: readonly Difference[]): readonly Finding[] {
  if (others.length === 0) {
    return [];
  }
  const named = others.slice(0, LISTED_MAX).map(inWords);
  const more = others.length - named.length;
  const says = `Compared again until it is known why, or a day is over (npx stockline drift): ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
  return [noteFinding('deployment', 'differences', says)];
}

function inWords(difference: Difference): string {
  const { sku, shows, shown } = difference;
  return `${sku} on ${listingId(difference)} shows ${shows}, believed ${shown}`;
}
