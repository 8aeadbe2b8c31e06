/** Metrics that AWS writes by itself, as alarms watch them. */
import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

const MINUTE = Duration.minutes(1);

/** How many messages wait in the queue, the most of a minute. */
export function waiting(queue: Queue): Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: MINUTE });
}

/** How many more of them than in the minute before. */
export function moreWaiting(queue: Queue): MathExpression {
  return new MathExpression({
    expression: 'DIFF(waiting)',
    usingMetrics: { waiting: waiting(queue) },
    period: MINUTE,
    label: 'more than a minute before',
  });
}

/**
 * How much of the functions that the account may run at once do run, in per cent. Source: Amazon CloudWatch user guide,
 * “Visualizing your service quotas and setting alarms” (SERVICE_QUOTA), and AWS/Usage metrics of AWS Lambda, 2026-11.
 */
export function concurrencyUsed(): MathExpression {
  const used = new Metric({
    ...{ namespace: 'AWS/Usage', metricName: 'ResourceCount', statistic: Stats.MAXIMUM, period: MINUTE },
    dimensionsMap: { Service: 'Lambda', Type: 'Resource', Resource: 'ConcurrentExecutions', Class: 'None' },
  });
  return new MathExpression({
    expression: '100 * used / SERVICE_QUOTA(used)',
    usingMetrics: { used },
    period: MINUTE,
    label: 'functions at once, in % of the quota',
  });
}
