// Diagnoses whether an alarm reaches anybody.
import { type Finding, problemFinding, wellFinding } from './finding.ts';

/** Who is subscribed to the topic of the alarms. `isConfirmed`: AWS delivers to it. */
export type AlarmSubscriber = { readonly to: string; readonly isConfirmed: boolean };

/** The deployment's alarms: where they go, and who is subscribed there. `topic` absent: nowhere. */
export type AlarmRoute = { readonly topic?: string; readonly subscribers: readonly AlarmSubscriber[] };

/**
 * A problem where no alarm reaches anybody, and for each mail that nobody confirmed. Its link is good for two days
 * (@aws-sdk/client-sns 3.1169, SubscribeCommand).
 */
export function alarmFindings({ topic, subscribers }: AlarmRoute): readonly Finding[] {
  if (topic === undefined) {
    const repair = 'npm run deploy -- --alarms you@example.com';
    return [problemFinding('deployment', 'alarms', 'No alarm reaches anybody: they have no address.', repair)];
  }
  const subscribe = `aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint`;
  const confirmed = subscribers.filter(({ isConfirmed }) => isConfirmed);
  const pending = subscribers
    .filter(({ isConfirmed }) => !isConfirmed)
    .map(({ to }) =>
      problemFinding(
        'deployment',
        'alarms',
        `Nobody confirmed the mail that AWS sent to ${to}: click “Confirm subscription” in it. Its link is good for two days; then have AWS send another.`,
        `${subscribe} ${to}`,
      ),
    );
  if (confirmed.length > 0) {
    const names = confirmed.map(({ to }) => to).join(', ');
    return [wellFinding('deployment', 'alarms', `Alarms go to ${names}.`), ...pending];
  }
  return pending.length > 0
    ? pending
    : [
        problemFinding(
          'deployment',
          'alarms',
          `Alarms go to ${topic}, and nobody is subscribed to it.`,
          `${subscribe} you@example.com`,
        ),
      ];
}
