/** What every construct of the stack is built from. */

import { RemovalPolicy } from 'aws-cdk-lib';
import type { StocklineConfig } from '../../shared/config.ts';
import type { FunctionBundles } from '../constructs/function-bundles.ts';
import type { KeptResources } from '../kept-resources.ts';

/** What every construct of the stack is built from. */
export type Setup = {
  /** The merchant's configuration, parsed; `webhookUrl` of each Square channel is filled in. */
  readonly config: StocklineConfig;
  /** True for a run on one machine, which ends with nothing left. */
  readonly local: boolean;
  /** Which of several deployments in one account and region this is; absent: production. */
  readonly stage: string | undefined;
  /** How many functions the account may run at once; absent: not known, a thousand as a rule. */
  readonly concurrency: number | undefined;
  /** What an earlier deployment left in the account and this one goes on with. */
  readonly kept: KeptResources;
  readonly bundles: FunctionBundles;
};

export type Channel = StocklineConfig['channels'][number];

/**
 * What the merchant owns outlives the stack. A first deploy that fails leaves nothing behind
 * (`RetainExceptOnCreate`): a kept secret would block the next try by its name.
 */
export function keptBeyondTheStack(setup: Pick<Setup, 'local'>): RemovalPolicy {
  return setup.local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}

/** `us-outlet` → `UsOutlet`: channel ids in the names of stack outputs, which take letters and digits only. */
export function outputSuffix(channel: Pick<Channel, 'id'>): string {
  return channel.id
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}
