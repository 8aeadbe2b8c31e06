/** Reads one setting of a policy by its name, as an option or a column of a file gives it. */
import * as v from 'valibot';
import type { Policy } from '../../shared/domain/exposure/exposure.ts';
import { mergeRules, type PolicyRules } from '../../shared/domain/exposure/policy.ts';
import { type ChannelId, QUANTITY_MAX } from '../../shared/domain/identifiers.ts';
import { daysSetting, policySetting, riskSetting } from '../../shared/exposure-settings.ts';
import { UsageError } from '../command.ts';

/**
 * One setting by its name, as `policy`, `safetyStock` or `amazon.buffer`, from its text. Throws UsageError with
 * a sentence when there is no such setting, or it takes no such value.
 */
export function setting(name: string, text: string, channels: readonly ChannelId[]): PolicyRules {
  switch (name) {
    case 'policy':
      return { policy: policyIn(text) };
    case 'safetyStock':
      return { safetyStock: unitsIn(name, text) };
    case 'risk':
      return { risk: riskIn(text) };
    case 'endgameAt':
      return { endgameAt: text === 'auto' ? text : unitsIn(name, text, 'auto') };
    case 'lowAt':
      return { lowAt: text === 'none' ? text : unitsIn(name, text, 'none') };
    case 'lowDays':
      return { lowDays: text === 'none' ? text : daysIn(text) };
    default:
      return channelSetting(name, text, channels);
  }
}

/** All settings together; the later ones win. */
export function together(rules: readonly PolicyRules[]): PolicyRules {
  return rules.reduce(mergeRules, {});
}

function channelSetting(name: string, text: string, channels: readonly ChannelId[]): PolicyRules {
  const dot = name.lastIndexOf('.');
  const kind = name.slice(dot + 1);
  if (dot < 0 || (kind !== 'buffer' && kind !== 'cap')) {
    throw new UsageError(
      `There is no setting “${name}”: use policy, safetyStock, risk, endgameAt, lowAt, lowDays, <channel>.buffer or <channel>.cap.`,
    );
  }
  const channel = channels.find((each) => each === name.slice(0, dot));
  if (channel === undefined) {
    throw new UsageError(
      `There is no selling channel “${name.slice(0, dot)}”: the channels are ${channels.join(', ')}.`,
    );
  }
  const said =
    kind === 'buffer'
      ? { buffer: text === 'auto' ? ('auto' as const) : unitsIn(name, text, 'auto') }
      : { cap: text === 'none' ? ('none' as const) : unitsIn(name, text, 'none') };
  return { channels: { [channel]: said } };
}

function policyIn(text: string): Policy {
  const { options } = policySetting;
  const policy = options.find((each) => each === text);
  if (policy === undefined) {
    throw new UsageError(`policy “${text}”: use ${options.join(', ')}.`);
  }
  return policy;
}

function unitsIn(name: string, text: string, word?: string): number {
  const units = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(units <= QUANTITY_MAX)) {
    const orWord = word === undefined ? '' : `, or ${word}`;
    throw new UsageError(`${name} “${text}”: use whole units from 0 to ${QUANTITY_MAX}${orWord}.`);
  }
  return units;
}

function daysIn(text: string): number {
  const days = text.trim() === '' ? Number.NaN : Number(text);
  if (!v.is(daysSetting, days)) {
    throw new UsageError(`lowDays “${text}”: use days above 0 and at most 365, as 7, or none.`);
  }
  return days;
}

function riskIn(text: string): number {
  const risk = text.trim() === '' ? Number.NaN : Number(text);
  if (!v.is(riskSetting, risk)) {
    throw new UsageError(`risk “${text}”: use a chance above 0 and below 1, as 0.0001.`);
  }
  return risk;
}
