/** What a subscription may leave out of its notifications, and in which words Amazon refuses a filter. */

/** A filter that Amazon took, as it gives it back. */
export type ProcessingDirective = { readonly eventFilter?: EventFilter; readonly filterExpression?: string };
type EventFilter = { readonly eventFilterType: string; readonly orderChangeTypes?: readonly string[] };

type Read = { ok: true; directive: ProcessingDirective | undefined } | { ok: false; details: string };

/** Source: `OrderChangeTypeEnum` of models/notifications-api-model/notifications.json @34dc93fe (2026-08-05). */
const ORDER_CHANGE_TYPES = ['BuyerRequestedChange', 'DeliveryTipChange', 'OrderStatusChange'];
const EXPRESSION_LENGTH_MAX = 256;

/**
 * Reads `processingDirective` of createSubscription, or gives the `details` of the refusal. For ORDER_CHANGE:
 *
 * - Without a filter Amazon refuses: https://github.com/jlevers/selling-partner-api/issues/885 (2025-08, its words).
 * - With `marketplaceIds` it refuses too, though the model has them:
 *   https://github.com/amzn/selling-partner-api-models/issues/4135 (2024-08, its words).
 * - `filterExpression` stands in for the filter, never beside it: the model, and
 *   https://developer-docs.amazon.com/sp-api/docs/filter-notification-subscriptions (2026).
 *
 * A type of listings takes neither (the same page, for `filterExpression`; of `eventFilterType` the model has no
 * listings type).
 */
export function readDirective(type: string, given: unknown): Read {
  const { eventFilter, filterExpression } = fieldsOf(given);
  const refused = (details: string): Read => ({ ok: false, details });
  if (filterExpression !== undefined) {
    if (eventFilter !== undefined) return refused('eventFilter and filterExpression are mutually exclusive');
    const isExpression = typeof filterExpression === 'string' && filterExpression !== '';
    return type === 'ORDER_CHANGE' && isExpression && filterExpression.length <= EXPRESSION_LENGTH_MAX
      ? { ok: true, directive: { filterExpression } }
      : refused(`filterExpression is not supported for notification type ${type}`);
  }
  if (eventFilter === undefined || eventFilter === null) {
    return type === 'ORDER_CHANGE'
      ? refused('Processing Directive eventFilter must not be empty')
      : { ok: true, directive: undefined };
  }
  const read = type === 'ORDER_CHANGE' ? orderChangeFilter(eventFilter) : undefined;
  return read === undefined
    ? refused(`EventFilter Payload ${JSON.stringify(eventFilter)} failed to validate for notification type ${type}`)
    : { ok: true, directive: { eventFilter: read } };
}

/** Whether a subscription with this directive gets such a change of an order. */
export function letsThrough(directive: ProcessingDirective | undefined, changeType: string | undefined): boolean {
  const types = directive?.eventFilter?.orderChangeTypes;
  return types === undefined || changeType === undefined || types.includes(changeType);
}

function orderChangeFilter(given: unknown): EventFilter | undefined {
  const { eventFilterType, orderChangeTypes, ...others } = fieldsOf(given);
  if (eventFilterType !== 'ORDER_CHANGE' || Object.keys(others).length > 0) return undefined;
  if (orderChangeTypes === undefined) return { eventFilterType };
  if (!Array.isArray(orderChangeTypes) || orderChangeTypes.length === 0) return undefined;
  const types = orderChangeTypes.map(String);
  return types.every((each) => ORDER_CHANGE_TYPES.includes(each))
    ? { eventFilterType, orderChangeTypes: types }
    : undefined;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
