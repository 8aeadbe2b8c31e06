/** Lines of graphs: many metrics as few lines, so that one look is enough. */
import type { Duration } from 'aws-cdk-lib';
import {
  Color,
  GraphWidget,
  type HorizontalAnnotation,
  type IMetric,
  MathExpression,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';

/** How many metrics become one line. */
type Together = 'SUM' | 'MAX';

/**
 * One line of all these metrics. The metrics themselves are in the graph, and hidden. The expression names them by what their ids
 * begin with: a list of the ids of 25 channels would be longer than the 2,048 characters that it may have.
 * Sources: `Expression` of https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html, and METRICS of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html (2026-11).
 */
export function together(how: Together, label: string, metrics: readonly IMetric[], period: Duration): IMetric {
  const named = metrics.map((metric, index) => [`${idOf(label)}${index}`, metric] as const);
  return new MathExpression({
    expression: `${how}(METRICS("${idOf(label)}"))`,
    usingMetrics: Object.fromEntries(named),
    label,
    period,
  });
}

/** Ids of a graph begin with a small letter (Amazon CloudWatch API reference, “Dashboard body structure and syntax”, 2026-11). */
function idOf(label: string): string {
  return `m${label.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}_`;
}

/** A line at the figure from which an alarm rings. */
export function threshold(value: number, label: string): HorizontalAnnotation {
  return { value, label, color: Color.RED };
}

export function graph(
  title: string,
  left: readonly IMetric[],
  annotations: readonly HorizontalAnnotation[] = [],
): GraphWidget {
  return new GraphWidget({
    ...{ title, left: [...left], leftAnnotations: [...annotations] },
    ...{ leftYAxis: { min: 0, showUnits: false }, width: 8, height: 6 },
  });
}

/** Numbers that are read without a graph. `width`: of the 24 columns of the dashboard. */
export function tile(title: string, metrics: readonly IMetric[], width: number): SingleValueWidget {
  return new SingleValueWidget({ title, metrics: [...metrics], width, height: 4, setPeriodToTimeRange: false });
}
