/**
 * Finds out where alarms are to go: the configuration says it, or `--alarms`, or the answer to an earlier deployment, or the
 * person at the terminal. Answers are remembered in cdk.context.json, for the next deployment and for `npx cdk deploy`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { CannotStart } from '../processes/cannot-start.ts';
import type { Place } from './kept-context.ts';

/** As the app reads it (infra/alarm-context.ts): by stack, and by account and region. */
const ALARMS_CONTEXT = 'stockline:alarms';

const context = v.looseObject({
  [ALARMS_CONTEXT]: v.optional(v.record(v.string(), v.record(v.string(), v.string())), {}),
});

/** Where alarms go: an address, a topic by its ARN, or nowhere. */
export type Destination = { readonly kind: 'mail' | 'topic'; readonly to: string } | { readonly kind: 'nowhere' };

/** What a configuration says, as its file has it. */
export type Configured = { readonly alarmEmail?: unknown; readonly alarmTopicArn?: unknown };

export type DestinationSources = {
  readonly configured: Configured;
  /** `--alarms`. */
  readonly given: string | undefined;
  readonly file: string;
  readonly place: Place;
  /** Absent where nobody is at the terminal. */
  readonly ask?: (question: string) => Promise<string>;
};

const QUESTION = `Where should alarms go? They ring when stock is oversold, a channel is cut off, or messages fail.
An e-mail address, or the ARN of an SNS topic (nothing: nowhere):`;

/** Resolves with where alarms go, and remembers what was given or answered. */
export async function findDestination(sources: DestinationSources): Promise<Destination> {
  const { configured, given, file, place, ask } = sources;
  const inConfig = configured.alarmEmail ?? configured.alarmTopicArn;
  if (inConfig !== undefined) {
    if (given !== undefined) {
      throw new CannotStart('The configuration says where alarms go: change it there, and leave --alarms out.');
    }
    return parsed(String(inConfig));
  }
  if (given !== undefined) {
    return remember(file, place, parsed(given));
  }
  const remembered = read(file)[ALARMS_CONTEXT][place.stack]?.[keyOf(place)];
  if (remembered !== undefined || ask === undefined) {
    return parsed(remembered ?? 'none');
  }
  const answer = await ask(QUESTION);
  return remember(file, place, parsed(answer === '' ? 'none' : answer));
}

/** What the person who deployed must know. */
export function destinationSentence(destination: Destination): string {
  switch (destination.kind) {
    case 'mail':
      return `Alarms go to ${destination.to}. At the first deployment AWS sends a mail there: click “Confirm subscription” in it within two days, or no alarm arrives. \`npx stockline doctor\` says whether it was done.`;
    case 'topic':
      return `Alarms go to ${destination.to}. \`npx stockline doctor\` says who is subscribed to it.`;
    default:
      return `
  ************************************************************************************************
  *  NO ALARM REACHES ANYBODY. An oversold SKU, a lost webhook or a dead letter rings nowhere.   *
  *  npm run deploy -- --alarms you@example.com        (or the ARN of an SNS topic)              *
  ************************************************************************************************
`;
  }
}

/** Throws {@link CannotStart} for what is neither an address, nor the ARN of a topic, nor `none`. */
function parsed(text: string): Destination {
  const to = text.trim();
  if (to === 'none') {
    return { kind: 'nowhere' };
  }
  if (/^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/.test(to)) {
    return { kind: 'topic', to };
  }
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(to)) {
    return { kind: 'mail', to };
  }
  throw new CannotStart(`“${to}” is neither an e-mail address nor the ARN of an SNS topic: give one, or none.`);
}

function remember(file: string, place: Place, destination: Destination): Destination {
  const before = read(file);
  const all = before[ALARMS_CONTEXT];
  const answer = destination.kind === 'nowhere' ? 'none' : destination.to;
  const answers = { ...all, [place.stack]: { ...all[place.stack], [keyOf(place)]: answer } };
  writeFileSync(file, `${JSON.stringify({ ...before, [ALARMS_CONTEXT]: answers }, undefined, 2)}\n`);
  return destination;
}

function keyOf({ account, region }: Place): string {
  return `${account}/${region}`;
}

function read(file: string): v.InferOutput<typeof context> {
  return v.parse(context, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
}
