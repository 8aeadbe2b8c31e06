// Diagnoses every channel and the deployment, and changes nothing.
import type { ExposureRules } from '../../domain/exposure/exposure.ts';
import type { ChannelId } from '../../domain/identifiers.ts';
import type { ChannelState } from '../../domain/pushing/channel-state.ts';
import type { CountName } from '../../metrics.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { OrderFeed } from '../../ports/channel/channel.ts';
import type {
  ChannelCounts,
  ClockReader,
  Counted,
  DeploymentState,
  ListingProblem,
} from '../../ports/diagnosing/diagnosis.ts';
import type { Clock } from '../../ports/journal.ts';
import { type AccountToDiagnose, diagnoseAccount } from './diagnose-account.ts';
import { type AlarmRoute, alarmFindings } from './diagnose-alarms.ts';
import { type Concurrency, concurrencyFinding } from './diagnose-concurrency.ts';
import { differenceSurvey } from './diagnose-differences.ts';
import { endgameSurvey } from './diagnose-endgames.ts';
import { copiesBetween } from './diagnose-orders.ts';
import { pushingFindings } from './diagnose-pushing.ts';
import { shareSurvey } from './diagnose-shares.ts';
import { checked, type Finding, noteFinding, problemFinding, wellFinding } from './finding.ts';
import { type SkuSurvey, surveySkus } from './survey-skus.ts';

/** A channel, with what can be checked of it. */
export type ChannelToDiagnose = AccountToDiagnose & {
  readonly platform: string;
  /** The state of its pushes; absent where nothing is pushed. */
  readonly pushing?: () => Promise<ChannelState>;
  readonly platformClock?: ClockReader;
  /** What reads its orders; absent where none can be read. Rejects when its secret is not usable. */
  readonly orderFeed?: () => Promise<Pick<OrderFeed, 'changedSince'>>;
  /** Why the platform cannot put messages into the channel's queue; resolves with undefined when it can. */
  readonly queueFault?: () => Promise<Pick<Finding, 'says' | 'repair'> | undefined>;
};

export type DiagnosePorts = {
  readonly channels: readonly ChannelToDiagnose[];
  readonly counts: ChannelCounts;
  readonly state: DeploymentState;
  /** Absent on one machine, which has no such limit. */
  readonly concurrency?: () => Promise<Concurrency>;
  /** Absent on one machine, where no alarm rings. */
  readonly alarms?: () => Promise<AlarmRoute>;
  /** The rules of SKUs that have none of their own. */
  readonly rules: ExposureRules;
  /** How long a channel may take to show a pushed quantity, and a sale to reach us, in milliseconds. */
  readonly settleMs: number;
  /** The clock of AWS, which the functions use. */
  readonly awsClock: ClockReader;
  readonly clock: Clock;
};

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const RECEIVED_WITHIN_DAYS = 14;
/**
 * Standard Webhooks and AWS accept signatures whose time is up to five minutes off; Square accepts no change that lies in
 * the future.
 */
const SKEW_MAX_MS = 60_000;
const PARKED_COUNT_MAX = 1_000;
const PROBLEMS_LISTED_MAX = 10;

/**
 * Checks every channel and the deployment, and changes nothing. A check that cannot be made is a problem of its own, and
 * does not keep the others from being made.
 */
export async function diagnose(ports: DiagnosePorts): Promise<readonly Finding[]> {
  const awsAheadMs = await ports.awsClock().catch(() => undefined);
  const ofChannels = await Promise.all(ports.channels.map((each) => diagnoseChannel(ports, each, awsAheadMs ?? 0)));
  const { state, concurrency, alarms } = ports;
  const ofDeployment = await Promise.all([
    concurrency === undefined
      ? []
      : checked('deployment', 'concurrency', async () => [concurrencyFinding(await concurrency())]),
    alarms === undefined ? [] : checked('deployment', 'alarms', async () => alarmFindings(await alarms())),
    checked('deployment', 'clock', async () => [clockFinding('deployment', 'AWS', awsAheadMs)]),
    checked('deployment', 'parked', async () => [parkedFinding(await state.parked(PARKED_COUNT_MAX))]),
    checked('deployment', 'deadLetters', () => deadLetterFindings(state)),
    checked('deployment', 'listings', () => listingFindings(state)),
    checked('deployment', 'skus', () => surveySkus(state.skuStates(), surveysOf(ports))),
    checked('deployment', 'ordersTwice', () => copiesBetween(ports.channels, ports.clock())),
  ]);
  return [...ofChannels, ...ofDeployment].flat();
}

function surveysOf({ rules, settleMs, clock }: DiagnosePorts): readonly SkuSurvey[] {
  return [shareSurvey(clock()), endgameSurvey({ rules, settleMs }, clock()), differenceSurvey(rules)];
}

async function diagnoseChannel(
  { counts, clock }: DiagnosePorts,
  channel: ChannelToDiagnose,
  awsAheadMs: number,
): Promise<readonly Finding[]> {
  const { channel: id, platformClock, pushing, queueFault } = channel;
  const findings = await Promise.all([
    diagnoseAccount(channel),
    queueFault === undefined ? [] : checked(id, 'queuePolicy', async () => [queueFinding(id, await queueFault())]),
    platformClock === undefined
      ? []
      : checked(id, 'clock', async () => {
          const aheadMs = await platformClock();
          return [clockFinding(id, channel.platform, aheadMs === undefined ? undefined : aheadMs - awsAheadMs)];
        }),
    pushing === undefined ? [] : checked(id, 'pushing', async () => pushingFindings(id, await pushing(), clock())),
    checked(id, 'events', () => countFindings(counts, id, clock())),
  ]);
  return findings.flat();
}

const RECEIVED = ['Received', 'Noticed', 'OrderRead'] as const;

/** What is worth knowing when it was counted in the last day. `says` follows the sum. */
const COUNTED_NOTES: readonly { readonly metric: CountName; readonly check: string; readonly says: string }[] = [
  {
    metric: 'OtherVersion',
    check: 'versions',
    says: 'messages of the last day were written in another API version than Stockline reads: set the version of the app’s webhooks.',
  },
  {
    metric: 'AlreadyCounted',
    check: 'counted',
    says: 'sales or receipts of the last day moved nothing, because by their times a count contains them: docs/pos.md says when that is a wrong clock.',
  },
  {
    metric: 'SetAside',
    check: 'setAside',
    says: 'rows of the last day could not be read and were set aside (log step “set aside”): what they report is not counted until the next comparison finds it.',
  },
  { metric: 'PushThrottled', check: 'throttles', says: 'pushes of the last day were throttled, and tried again.' },
  { metric: 'PushUnanswered', check: 'answers', says: 'pushes of the last day got no answer, and were tried again.' },
];

/**
 * What cannot be read on a channel, and is counted with each attempt. One that is older than `everyMs`, which is longer than
 * from one attempt to the next and the hour to which a metric's time may be rounded, is over.
 */
const UNREAD: readonly {
  readonly metric: CountName;
  readonly check: string;
  readonly everyMs: number;
  readonly says: string;
}[] = [
  {
    metric: 'SweepUnread',
    check: 'sweptInPart',
    everyMs: 2 * HOUR_MS,
    says: 'What changed in some minutes cannot be read: the log of the channel’s sweep names them (step “swept”, field “unread”). Compare the orders of that time by hand.',
  },
  {
    metric: 'ComparedInPart',
    check: 'comparedInPart',
    everyMs: 10 * HOUR_MS,
    says: 'Something of the catalogue cannot be read, so that what it lists is not compared: the log of the channel’s sweep names it (step “compared”). Look at it in the channel’s admin, save it anew or delete it there.',
  },
];

/** Checks the metrics: the last message of the channel, refused signatures, throttled and unanswered pushes. */
async function countFindings(counts: ChannelCounts, id: ChannelId, now: Date): Promise<readonly Finding[]> {
  const since = (days: number, metrics: readonly CountName[]) =>
    counts.since(id, metrics, new Date(now.getTime() - days * DAY_MS), now);
  const received = await since(RECEIVED_WITHIN_DAYS, RECEIVED);
  const lastMs = Math.max(0, ...[...received.values()].map(({ lastAt }) => lastAt?.getTime() ?? 0));
  const day = await since(1, [
    'NotAuthentic',
    'ClockOff',
    ...[...UNREAD, ...COUNTED_NOTES].map(({ metric }) => metric),
  ]);
  const sumOf = (metric: CountName) => day.get(metric)?.sum ?? 0;
  return [
    lastMs === 0
      ? noteFinding(
          id,
          'events',
          `Nothing was received in ${RECEIVED_WITHIN_DAYS} days: normal if nothing was sold; otherwise sell one unit as a test.`,
        )
      : wellFinding(id, 'events', `Last received at ${new Date(lastMs).toISOString()}.`),
    ...signatureFindings(id, day.get('NotAuthentic'), lastMs),
    ...senderClockFindings(id, day.get('ClockOff'), now),
    ...unreadFindings(id, day, now),
    ...COUNTED_NOTES.filter(({ metric }) => sumOf(metric) > 0).map(({ metric, check, says }) =>
      noteFinding(id, check, `${sumOf(metric)} ${says}`),
    ),
  ];
}

/**
 * Anybody may send messages with a wrong signature. But if no message was accepted since the last of them, the platform
 * itself signs with another secret.
 */
function signatureFindings(id: ChannelId, refused: Counted | undefined, lastReceivedMs: number): readonly Finding[] {
  if (refused === undefined || refused.sum === 0) {
    return [];
  }
  const says = `${refused.sum} messages of the last day were refused: they are not signed with our secret`;
  return (refused.lastAt?.getTime() ?? 0) > lastReceivedMs
    ? [problemFinding(id, 'signatures', `${says}, and none was accepted since.`, OPERATOR_COMMANDS.connect(id))]
    : [noteFinding(id, 'signatures', `${says}. Messages since then were accepted.`)];
}

/** A problem while the last attempt could not read it; a note, where a later one could. */
function unreadFindings(id: ChannelId, day: ReadonlyMap<CountName, Counted>, now: Date): readonly Finding[] {
  return UNREAD.flatMap(({ metric, check, everyMs, says }) => {
    const { sum = 0, lastAt } = day.get(metric) ?? {};
    if (sum === 0) {
      return [];
    }
    return now.getTime() - (lastAt?.getTime() ?? 0) <= everyMs
      ? [problemFinding(id, check, says)]
      : [noteFinding(id, check, `${says} That was within the last day, and no later attempt met it.`)];
  });
}

/** A sender whose clock was off within the last hour still is, as far as we know. */
const CLOCK_OFF_WITHIN_MS = HOUR_MS;

/** Tills, 3PLs and shops state times: a clock that is off makes sales fall before or after stocktakes that they do not. */
function senderClockFindings(id: ChannelId, off: Counted | undefined, now: Date): readonly Finding[] {
  if (off === undefined || off.sum === 0) {
    return [];
  }
  const says = `${off.sum} messages of the last day show that the clock of their sender is off`;
  const isStillOff = now.getTime() - (off.lastAt?.getTime() ?? 0) <= CLOCK_OFF_WITHIN_MS;
  return [
    isStillOff
      ? problemFinding(
          id,
          'senderClock',
          `${says}: set it right. The log of the channel’s receiver says by how much (step clockOff).`,
        )
      : noteFinding(id, 'senderClock', `${says}. Those of the last hour do not.`),
  ];
}

function queueFinding(id: ChannelId, fault: Pick<Finding, 'says' | 'repair'> | undefined): Finding {
  return fault === undefined
    ? wellFinding(id, 'queuePolicy', 'The queue lets Amazon send.')
    : problemFinding(id, 'queuePolicy', fault.says, fault.repair);
}

function clockFinding(about: ChannelId | 'deployment', whose: string, aheadMs: number | undefined): Finding {
  if (aheadMs === undefined) {
    return noteFinding(about, 'clock', `The clock of ${whose} could not be read.`);
  }
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  const says = `The clock of ${whose} is ${seconds} s ${aheadMs < 0 ? 'behind' : 'ahead of'} ${about === 'deployment' ? 'this machine’s' : 'AWS’s'}.`;
  if (Math.abs(aheadMs) <= SKEW_MAX_MS) {
    return wellFinding(about, 'clock', says);
  }
  return problemFinding(
    about,
    'clock',
    about === 'deployment' ? `${says} Set this machine’s by NTP.` : `${says} Its times are compared with ours.`,
  );
}

function parkedFinding(count: number): Finding {
  return count === 0
    ? wellFinding('deployment', 'parked', 'Nothing is parked.')
    : problemFinding(
        'deployment',
        'parked',
        `${count}${count >= PARKED_COUNT_MAX ? ' or more' : ''} observations are parked: they count once their cause is gone.`,
        OPERATOR_COMMANDS.parked,
      );
}

async function deadLetterFindings(state: DeploymentState): Promise<readonly Finding[]> {
  const queues = await state.deadLetters();
  const full = queues.filter(({ messages }) => messages > 0);
  return full.length === 0
    ? [wellFinding('deployment', 'deadLetters', `All ${queues.length} dead-letter queues are empty.`)]
    : full.map(({ queue, messages, redrive }) =>
        problemFinding(
          'deployment',
          'deadLetters',
          `${queue} holds ${messages}: remove the cause, then redrive.`,
          redrive,
        ),
      );
}

async function listingFindings(state: DeploymentState): Promise<readonly Finding[]> {
  const found = await state.listingProblems();
  const problems = found.filter(({ kind }) => kind === 'problem');
  const listed = problems
    .slice(0, PROBLEMS_LISTED_MAX)
    .map(({ sku, listing, problem: why }) =>
      problemFinding(
        'deployment',
        'listings',
        `${sku} on ${listing} is not as it should be: ${why}`,
        OPERATOR_COMMANDS.import,
      ),
    );
  const more = problems.length - listed.length;
  return [
    ...(problems.length === 0 ? [wellFinding('deployment', 'listings', 'Nothing is wrong with any listing.')] : listed),
    ...(more > 0 ? [problemFinding('deployment', 'listings', `${more} more listings are not as they should be.`)] : []),
    ...soldAsFindings(found.filter(({ kind }) => kind === 'soldAsUnknown').length),
    ...withoutStockFindings(found.filter(({ kind }) => kind === 'sellsWithoutStock')),
  ];
}

/** Listings that an earlier version registered: their checks find within a minute what this gets wrong. */
function soldAsFindings(count: number): readonly Finding[] {
  const says = `${count} listings lack the id by which their channel’s orders name them, which an import keeps. Until then an order of another item with the same SKU passes for a sale of theirs, until it is compared.`;
  return count === 0 ? [] : [problemFinding('deployment', 'listings', says, OPERATOR_COMMANDS.import)];
}

/** A merchant may want it, for pre-orders: no problem, but neither escrow nor a bound holds for these. */
function withoutStockFindings(found: readonly ListingProblem[]): readonly Finding[] {
  if (found.length === 0) {
    return [];
  }
  const named = found.slice(0, PROBLEMS_LISTED_MAX).map(({ sku, listing }) => `${sku} on ${listing}`);
  const more = found.length - named.length;
  const says = `Sold on when nothing is left, so that neither escrow nor a bound holds there: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
  return [noteFinding('deployment', 'withoutStock', says)];
}
