/** Rows of the conformance table: who the shop is, and whom it lets in. */

import type { Operation } from '../../shared/channels/direct/client/api.ts';
import { description } from '../../shared/channels/direct/connecting/connection.ts';
import { signedHeaders } from '../../shared/channels/own-format/sign.ts';
import { newSigningSecret } from '../../shared/channels/own-format/signing-secrets.ts';
import { unknownPush } from './push.ts';
import { mustRefuse, NotConforming, type Signing } from './shop-caller.ts';
import { needsShop, type Row, type Trial } from './trial.ts';

const TEN_MINUTES_MS = 600_000;

/** One call of every operation; where the shop takes one that it should not, nothing is moved by it. */
function everyCall(trial: Trial): readonly (readonly [Operation, object])[] {
  const now = new Date().toISOString();
  return [
    ['describe', {}],
    ['push', unknownPush(trial)],
    ['figures', { listings: [] }],
    ['listings', {}],
    ['open-orders', {}],
    ['changes', { since: now, until: now }],
    ['test', {}],
    ['connect', { webhookUrl: trial.receiveAt }],
  ];
}

async function mustRefuseEveryCall(trial: Trial, signing: Signing): Promise<void> {
  for (const [operation, body] of everyCall(trial)) {
    mustRefuse(await trial.caller.call(operation, body, signing), 401);
  }
}

export const ACCESS_ROWS: readonly Row[] = [
  {
    name: 'describe',
    promise: 'says who it is and how it takes figures',
    async run(trial) {
      trial.shop = (await trial.caller.ask('describe', {}, description)).value;
    },
  },
  {
    name: 'unsigned',
    promise: 'answers 401 to a call without a signature, whichever of the eight it is',
    unmet: needsShop,
    run: (trial) => mustRefuseEveryCall(trial, { headers: () => ({ 'content-type': 'application/json' }) }),
  },
  {
    name: 'other secret',
    promise: 'answers 401 to a call that is signed with another secret, whichever of the eight it is',
    unmet: needsShop,
    run: (trial) => mustRefuseEveryCall(trial, { headers: (body) => signedHeaders(body, [newSigningSecret()]) }),
  },
  {
    name: 'altered',
    promise: 'answers 401 to a body that was changed after it was signed',
    unmet: needsShop,
    async run({ caller }) {
      mustRefuse(await caller.call('describe', {}, { sentBody: '{ }' }), 401);
    },
  },
  {
    name: 'other time',
    promise: 'answers 401 to a signature of ten minutes ago, and to one of ten minutes from now',
    unmet: needsShop,
    async run({ caller, callingSecret }) {
      for (const offsetMs of [-TEN_MINUTES_MS, TEN_MINUTES_MS]) {
        const headers = (body: string) => signedHeaders(body, [callingSecret], new Date(Date.now() + offsetMs));
        mustRefuse(await caller.call('describe', {}, { headers }), 401);
      }
    },
  },
  {
    name: 'two secrets',
    promise: 'accepts a call if one of its signatures holds, as while a secret is replaced',
    unmet: needsShop,
    async run({ caller, callingSecret }) {
      const other = newSigningSecret();
      for (const secrets of [
        [other, callingSecret],
        [callingSecret, other],
      ]) {
        const exchange = await caller.call('describe', {}, { headers: (body) => signedHeaders(body, secrets) });
        if (exchange.status !== 200) {
          throw new NotConforming(`It answers ${exchange.status ?? 'nothing'} where 200 was expected.`, exchange);
        }
      }
    },
  },
];
