/** Where `npm run deploy` was answered that alarms go, for a configuration that does not say it. */
import type { StocklineConfig } from '../shared/config.ts';

/** The context that `npm run deploy` writes to cdk.context.json (local/deploying/alarm-destination.ts). */
export const ALARMS_CONTEXT = 'stockline:alarms';

type Destination = Pick<StocklineConfig, 'alarmEmail' | 'alarmTopicArn'>;

/** Reads the context: by stack, and by account and region, an address, the ARN of a topic, or `none`. */
export function alarmDestination(
  context: unknown,
  stack: string,
  { account, region }: { readonly account: string | undefined; readonly region: string | undefined },
): Destination {
  const answer: unknown = Object(Object(context)[stack])[`${account}/${region}`];
  if (typeof answer !== 'string' || answer === 'none') {
    return {};
  }
  return answer.startsWith('arn:') ? { alarmTopicArn: answer } : { alarmEmail: answer };
}
