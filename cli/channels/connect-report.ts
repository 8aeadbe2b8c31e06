/** What `stockline connect` prints: before it changes anything, and after. */

import { type ConnectionStep, isPending, type MissingGrant } from '../../shared/ports/connecting/connection.ts';
import type { Connected, Proposal } from '../../shared/usecases/connecting/connect-channel.ts';
import { secretNameOf } from '../arguments/aws-options.ts';

const SIGNS: Readonly<Record<ConnectionStep['kind'], string>> = {
  keep: '=',
  create: '+',
  change: '~',
  remove: '-',
  foreign: ' ',
  blocked: '!',
};

/** What would be done, before anybody is asked. */
export function proposalLines(channel: string, { account, missing, steps, secret }: Proposal): readonly string[] {
  const secretLine = `Secret ${secretNameOf(channel)}: ${secret === 'new' ? 'to be stored' : 'stays as it is'}.`;
  return steps.length === 0
    ? [`${channel}: nothing is to be registered anywhere.`, secretLine]
    : [
        `${channel}: the platform accepts the credentials of ${account}.`,
        ...missing.map(missingLine),
        secretLine,
        'At the platform:',
        ...steps.map(stepLine),
      ];
}

/** What was done, or why nothing was. */
export function connectedLines(channel: string, connected: Connected): readonly string[] {
  switch (connected.kind) {
    case 'refused':
      return [`${channel}: ${connected.reason} Nothing was written.`];
    case 'lacking':
      return [
        `${channel}: the platform accepts the credentials of ${connected.account}, but they lack:`,
        ...connected.missing.map(missingLine),
        'Grant it at the platform and run this again. Nothing was written.',
      ];
    case 'declined':
      return ['Nothing was written.'];
    case 'connected':
      return doneLines(channel, connected);
    case 'brokenOff':
      return brokenOffLines(channel, connected);
    default:
      return connected satisfies never;
  }
}

function doneLines(channel: string, done: Extract<Connected, { kind: 'connected' }>): readonly string[] {
  const { account, steps, secret, refusals, left, test, byHand } = done;
  const count = steps.filter(isPending).length - left.length;
  const kept = steps.filter(({ kind }) => kind === 'keep').length;
  const isWhole = left.length === 0 && refusals.length === 0;
  return [
    isWhole && count === 0 && secret === 'unchanged'
      ? `${channel}: nothing to do for ${account}: ${kept} kept.`
      : `${channel}: ${account} is ${isWhole ? 'connected' : 'NOT wholly connected'}: ${count} changed, ${kept} kept, secret ${secret === 'new' ? 'stored' : 'unchanged'}.`,
    ...refusals.map((sentence) => `Refused: ${sentence}`),
    ...(left.length === 0 ? [] : ['Still not as it should be:', ...left.map(stepLine)]),
    testLine(done.test),
    ...(byHand.length === 0 ? [] : ['Left to you:', ...byHand.map((sentence) => `  ${sentence}`)]),
    ...(left.length > 0 || refusals.length > 0 || test.kind === 'failed'
      ? []
      : ['Next: npx stockline import, and npx stockline doctor.']),
  ];
}

/** What stands, and that the command may simply be run again. */
function brokenOffLines(
  channel: string,
  { reason, taken, isSecretStored }: Extract<Connected, { kind: 'brokenOff' }>,
): readonly string[] {
  const isUntouched = taken.length === 0 && !isSecretStored;
  return [
    `${channel}: broken off: ${reason}`,
    isUntouched
      ? 'Nothing was written.'
      : `Done until then: ${taken.length} changed, secret ${isSecretStored ? 'stored' : 'unchanged'}.`,
    ...taken.map(stepLine),
    `Run npx stockline connect ${channel} again: it goes on from here.`,
  ];
}

function testLine(test: Extract<Connected, { kind: 'connected' }>['test']): string {
  switch (test.kind) {
    case 'passed':
      return `Test passed: ${test.what}.`;
    case 'failed':
      return `Test failed: ${test.reason}`;
    case 'untested':
      return `Not tested: ${test.reason}`;
    default:
      return test satisfies never;
  }
}

/** `  + ORDERS_CREATE → https://… (why)`. */
function stepLine({ kind, topic, target, because }: ConnectionStep): string {
  const why = because ?? (kind === 'foreign' ? 'not ours, left alone' : undefined);
  return `  ${SIGNS[kind]} ${kind.padEnd(7)} ${topic} → ${target}${why === undefined ? '' : ` (${why})`}`;
}

function missingLine({ grant, without, isRequired }: MissingGrant): string {
  return `  ${isRequired ? 'missing' : 'optional, not granted'}: ${grant}; without it ${without}`;
}
