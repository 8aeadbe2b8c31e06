import { describe, expect, it } from '@jest/globals';
import { parseChannelId, parseSku } from '../../../../shared/domain/identifiers.ts';
import { NEW_CHANNEL } from '../../../../shared/domain/pushing/channel-state.ts';
import type {
  AccountAccess,
  ChannelConnection,
  ConnectionStep,
} from '../../../../shared/ports/connecting/connection.ts';
import type { Counted, DeploymentState } from '../../../../shared/ports/diagnosing/diagnosis.ts';
import {
  type ChannelToDiagnose,
  type DiagnosePorts,
  diagnose,
} from '../../../../shared/usecases/diagnosing/diagnose.ts';
import { SHARED_RULES } from '../../../fakes/facts.ts';

const NOW = new Date('2026-11-24T18:00:00.000Z');
const shop = parseChannelId('shop');

type Situation = {
  readonly access?: AccountAccess | Error;
  readonly steps?: readonly ConnectionStep[];
  readonly issued?: object;
  readonly channel?: Partial<ChannelToDiagnose>;
  readonly counts?: Readonly<Record<string, Counted>>;
  readonly state?: Partial<DeploymentState>;
  readonly awsAheadMs?: number;
};

const step = (kind: ConnectionStep['kind'], because?: string): ConnectionStep => ({
  kind,
  topic: 'ORDERS_CREATE',
  target: 'https://here.example',
  ...(because !== undefined && { because }),
});

function portsOf({
  access = { kind: 'accepted', account: 'a shop', missing: [] },
  steps = [step('keep')],
  issued = {},
  channel = {},
  counts = { Received: { sum: 3, lastAt: new Date('2026-11-24T17:58:00.000Z') } },
  state = {},
  awsAheadMs = 0,
}: Situation): DiagnosePorts {
  const connection: ChannelConnection = {
    channel: shop,
    access: async () => {
      if (access instanceof Error) {
        throw access;
      }
      return access;
    },
    plan: async () => steps.map((each) => ({ step: each })),
    issued: async () => ({ ...issued }),
    test: async () => {
      throw new Error('A diagnosis tries nothing.');
    },
    leftByHand: async () => [],
  };
  return {
    channels: [
      {
        channel: shop,
        platform: 'Shopify',
        secret: async () => ({ token: 't', signatureKey: 'key' }),
        connect: async () => connection,
        platformClock: async () => 0,
        pushing: async () => NEW_CHANNEL,
        ...channel,
      },
    ],
    settleMs: 30_000,
    counts: {
      since: async (_, metrics) =>
        new Map(metrics.flatMap((metric) => (counts[metric] === undefined ? [] : [[metric, counts[metric]] as const]))),
    },
    state: {
      parked: async () => 0,
      deadLetters: async () => [],
      listingProblems: async () => [],
      skuStates: async function* () {},
      ...state,
    },
    rules: SHARED_RULES,
    awsClock: async () => awsAheadMs,
    clock: () => NOW,
  };
}

/** What is not well, as `state about/check: says → repair`. */
async function unwell(situation: Situation): Promise<string[]> {
  const findings = await diagnose(portsOf(situation));
  return findings
    .filter(({ state }) => state !== 'well')
    .map(({ about, check, state, says, repair }) =>
      [`${state} ${about}/${check}: ${says}`, ...(repair === undefined ? [] : [repair])].join(' → '),
    );
}

describe('the doctor', () => {
  it('finds nothing where all is well, and says what it inspected', async () => {
    const findings = await diagnose(portsOf({}));
    expect(findings.map(({ about, check, state }) => `${about}/${check}: ${state}`)).toEqual([
      'shop/secret: well',
      'shop/credentials: well',
      'shop/subscriptions: well',
      'shop/clock: well',
      'shop/pushing: well',
      'shop/events: well',
      'deployment/clock: well',
      'deployment/parked: well',
      'deployment/deadLetters: well',
      'deployment/listings: well',
      'deployment/shares: well',
      'deployment/endgames: well',
      'deployment/differences: well',
    ]);
    expect(findings.find(({ check }) => check === 'events')?.says).toContain('2026-11-24T17:58:00.000Z');
  });

  const connectIt = ' → npx stockline connect shop';
  const secretFault = new Error('The Shopify secret is not usable: clientId is missing.');
  it.each<[string, Situation, string[]]>([
    [
      'an unusable secret, without asking the platform',
      { channel: { secret: () => Promise.reject(secretFault) }, access: new Error('not to be asked') },
      [`problem shop/secret: ${secretFault.message}${connectIt}`],
    ],
    [
      'refused credentials',
      { access: { kind: 'refused', reason: 'The shop refused.' } },
      [`problem shop/credentials: The shop refused.${connectIt}`],
    ],
    [
      'a platform that does not answer',
      { access: new Error('no answer') },
      ['problem shop/credentials: It could not be checked: no answer'],
    ],
    [
      'a missing scope, and one that is not needed',
      {
        access: {
          kind: 'accepted',
          account: 'a shop',
          missing: [
            { grant: 'write', without: 'nothing is pushed', isRequired: true },
            { grant: 'all', without: 'old orders are not read', isRequired: false },
          ],
        },
      },
      [
        `problem shop/rights: Missing: write; without it nothing is pushed.${connectIt}`,
        'note shop/rights: Not granted: all; without it old orders are not read.',
      ],
    ],
    [
      'a subscription that is gone',
      { steps: [step('create')] },
      [
        `problem shop/subscriptions: ORDERS_CREATE is not registered for https://here.example: never made, or removed by the platform after failed deliveries.${connectIt}`,
      ],
    ],
    [
      'one that notifies elsewhere, one too many, and one that is in the way; not one of somebody else',
      {
        steps: [
          step('change', 'it notifies X'),
          step('remove', 'reported twice'),
          step('blocked', 'Y'),
          step('foreign'),
        ],
      },
      [
        `problem shop/subscriptions: ORDERS_CREATE is not as it should be: it notifies X.${connectIt}`,
        `problem shop/subscriptions: ORDERS_CREATE is registered twice: reported twice.${connectIt}`,
        `problem shop/subscriptions: ORDERS_CREATE is not as it should be: Y.${connectIt}`,
      ],
    ],
    [
      'a key that was renewed at the platform',
      { issued: { signatureKey: 'renewed' } },
      [`problem shop/keys: The stored signatureKey is not the platform’s.${connectIt}`],
    ],
    [
      'a queue that Amazon may not send to',
      { channel: { queueFault: async () => ({ says: 'It may not send.', repair: 'let it' }) } },
      ['problem shop/queuePolicy: It may not send. → let it'],
    ],
    [
      'a platform’s clock that is off from AWS’s',
      { channel: { platformClock: async () => -95_000 }, awsAheadMs: 5_000 },
      ['problem shop/clock: The clock of Shopify is 100 s behind AWS’s. Its times are compared with ours.'],
    ],
    [
      'this machine’s clock',
      { awsAheadMs: 61_000, channel: { platformClock: async () => 61_000 } },
      ['problem deployment/clock: The clock of AWS is 61 s ahead of this machine’s. Set this machine’s by NTP.'],
    ],
    [
      'silence',
      { counts: { Received: { sum: 0 } } },
      [
        'note shop/events: Nothing was received in 14 days: normal if nothing was sold; otherwise sell one unit as a test.',
      ],
    ],
    [
      'messages that are not signed with our secret, and pushes that were throttled or not answered',
      {
        counts: {
          Noticed: { sum: 1, lastAt: new Date('2026-11-24T17:58:00.000Z') },
          NotAuthentic: { sum: 4, lastAt: new Date('2026-11-24T17:59:00.000Z') },
          OtherVersion: { sum: 3 },
          PushThrottled: { sum: 7 },
          PushUnanswered: { sum: 2 },
        },
      },
      [
        `problem shop/signatures: 4 messages of the last day were refused: they are not signed with our secret, and none was accepted since.${connectIt}`,
        'note shop/versions: 3 messages of the last day were written in another API version than Stockline reads: set the version of the app’s webhooks.',
        'note shop/throttles: 7 pushes of the last day were throttled, and tried again.',
        'note shop/answers: 2 pushes of the last day got no answer, and were tried again.',
      ],
    ],
    [
      'a sender whose clock is off, and what a count contains already',
      {
        counts: {
          Received: { sum: 9, lastAt: NOW },
          ClockOff: { sum: 2, lastAt: new Date(NOW.getTime() - 60_000) },
          AlreadyCounted: { sum: 1 },
        },
      },
      [
        'problem shop/senderClock: 2 messages of the last day show that the clock of their sender is off: set it right. The log of the channel’s receiver says by how much (step clockOff).',
        'note shop/counted: 1 sales or receipts of the last day moved nothing, because by their times a count contains them: docs/pos.md says when that is a wrong clock.',
      ],
    ],
    [
      'a clock that was set right since',
      {
        counts: {
          Received: { sum: 9, lastAt: NOW },
          ClockOff: { sum: 2, lastAt: new Date(NOW.getTime() - 7_200_000) },
        },
      },
      [
        'note shop/senderClock: 2 messages of the last day show that the clock of their sender is off. Those of the last hour do not.',
      ],
    ],
    [
      'what cannot be read of a channel’s changes and of its catalogue',
      {
        counts: {
          Received: { sum: 9, lastAt: NOW },
          SweepUnread: { sum: 4, lastAt: new Date(NOW.getTime() - 900_000) },
          ComparedInPart: { sum: 1, lastAt: new Date(NOW.getTime() - 8 * 3_600_000) },
        },
      },
      [
        'problem shop/sweptInPart: What changed in some minutes cannot be read: the log of the channel’s sweep names them (step “swept”, field “unread”). Compare the orders of that time by hand.',
        'problem shop/comparedInPart: Something of the catalogue cannot be read, so that what it lists is not compared: the log of the channel’s sweep names it (step “compared”). Look at it in the channel’s admin, save it anew or delete it there.',
      ],
    ],
    [
      'what could not be read, and can be since',
      {
        counts: {
          Received: { sum: 9, lastAt: NOW },
          SweepUnread: { sum: 4, lastAt: new Date(NOW.getTime() - 3 * 3_600_000) },
          ComparedInPart: { sum: 1, lastAt: new Date(NOW.getTime() - 11 * 3_600_000) },
        },
      },
      [
        'note shop/sweptInPart: What changed in some minutes cannot be read: the log of the channel’s sweep names them (step “swept”, field “unread”). Compare the orders of that time by hand. That was within the last day, and no later attempt met it.',
        'note shop/comparedInPart: Something of the catalogue cannot be read, so that what it lists is not compared: the log of the channel’s sweep names it (step “compared”). Look at it in the channel’s admin, save it anew or delete it there. That was within the last day, and no later attempt met it.',
      ],
    ],
    [
      'messages of somebody else, while the platform’s own are taken',
      { counts: { Received: { sum: 9, lastAt: NOW }, NotAuthentic: { sum: 1, lastAt: NOW } } },
      [
        'note shop/signatures: 1 messages of the last day were refused: they are not signed with our secret. Messages since then were accepted.',
      ],
    ],
    [
      'what is parked, set aside and refused',
      {
        state: {
          parked: async () => 2,
          deadLetters: async () => [
            { queue: 'IntakeDeadLetters', messages: 3, redrive: 'redrive it' },
            { queue: 'Empty', messages: 0, redrive: '' },
          ],
          listingProblems: async () => [
            { kind: 'problem', sku: parseSku('MUG'), listing: 'shop', problem: 'No such item.' },
            { kind: 'sellsWithoutStock', sku: parseSku('CUP'), listing: 'shop', problem: 'It is sold on.' },
            { kind: 'soldAsUnknown', sku: parseSku('PEN'), listing: 'shop', problem: 'Not known.' },
          ],
        },
      },
      [
        'problem deployment/parked: 2 observations are parked: they count once their cause is gone. → npx stockline parked',
        'problem deployment/deadLetters: IntakeDeadLetters holds 3: remove the cause, then redrive. → redrive it',
        'problem deployment/listings: MUG on shop is not as it should be: No such item. → npx stockline import',
        'problem deployment/listings: 1 listings lack the id by which their channel’s orders name them, which an import keeps. Until then an order of another item with the same SKU passes for a sale of theirs, until it is compared. → npx stockline import',
        'note deployment/withoutStock: Sold on when nothing is left, so that neither escrow nor a bound holds there: CUP on shop.',
      ],
    ],
    [
      'one thing that it may not inspect, and inspects the others',
      { state: { parked: () => Promise.reject(new Error('not allowed')) } },
      ['problem deployment/parked: It could not be checked: not allowed'],
    ],
  ])('reports %s', async (_, situation, findings) => {
    expect(await unwell(situation)).toEqual(findings);
  });

  it('inspects a till by its secret and its events only', async () => {
    const {
      connect: _,
      platformClock: __,
      pushing: ___,
      ...till
    } = portsOf({}).channels[0] ?? ({} as ChannelToDiagnose);
    const findings = await diagnose({ ...portsOf({}), channels: [till] });
    expect(findings.filter(({ about }) => about === shop).map(({ check }) => check)).toEqual(['secret', 'events']);
  });
});
