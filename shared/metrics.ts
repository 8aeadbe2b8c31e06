/**
 * The metrics of Stockline, named once: functions write them, alarms and the dashboard watch them, `stockline doctor`
 * reads them. In CloudWatch each has the dimension {@link METRIC_SERVICE}; those of {@link COUNTED_BY_CHANNEL}, {@link LAG} and
 * {@link REPORT_DELAY} have `channel`, too.
 */

/** What separates our metrics from all others of the account (Powertools: POWERTOOLS_METRICS_NAMESPACE). */
export const METRIC_NAMESPACE = 'Stockline';

/** The value of the dimension `service` (Powertools: POWERTOOLS_SERVICE_NAME). */
export const METRIC_SERVICE = 'stockline';

/** Counted once each time it happens. */
export const COUNTS = [
  // Intake: what a channel sent, and what became of it before it was queued.
  /** An observation was queued. */
  'Received',
  /** A message said that something changed, without saying what: its changes are read. */
  'Noticed',
  /** A message that Stockline does not need. */
  'Ignored',
  /** A message whose signature does not fit. */
  'NotAuthentic',
  /** A message is written in another version of its platform's API than we read. */
  'OtherVersion',
  /** A message shows that the clock of its sender is off. */
  'ClockOff',
  /** A message that cannot be read. */
  'Malformed',
  /** A change of something that Stockline has no listing of. */
  'UnknownListing',
  /** An order was read at its channel, because its message was unclear. */
  'OrderRead',
  /** An order that is to be read could not be. */
  'OrderUnread',
  /** A sweep got no further: minutes since the time up to which the channel is swept. The value, and not how often. */
  'SweepAge',
  /** Times in which something changed on a channel that cannot be read, while what changed after them can. */
  'SweepUnread',
  /** A sweep found a change that no message had reported. */
  'SweepFound',
  /** A row of a page that a channel answered could not be read; the others were. */
  'SetAside',
  /** A listing at the channel is not what it was, and may not be pushed any more. */
  'ListingProblem',
  /** A catalogue notice fits no listing. */
  'Unmatched',
  /** The app was uninstalled at the channel. */
  'Uninstalled',
  // Posting: what the ledger decided on an observation.
  'Posted',
  /** A posted fact has units that moved nothing: by its time they are in a count already. */
  'AlreadyCounted',
  'Duplicate',
  'Stale',
  'Conflicting',
  'Insufficient',
  'Parked',
  'Oversold',
  // Pushing and checking.
  /** The channel said: later. */
  'PushThrottled',
  'PushUnanswered',
  'PushRefused',
  /** The channel shows something else than the push compares with. */
  'PushStale',
  /** The channel shows more than we believed: its figure was taken, and lowered where it was too high. */
  'ShownMore',
  /** The channel's budget of calls was used up. */
  'PushWaited',
  /** The channel's mode or a pause did not let the push go. */
  'PushLeft',
  /** A raise was not repeated, because it was no longer right. */
  'RaiseWithdrawn',
  /** The channel does not accept our credentials any more: it was paused. */
  'CredentialsGone',
  'CircuitOpened',
  'BreakerTripped',
  'Drift',
  /** A row or a page of the channel's catalogue could not be read, so that what it lists was not compared. */
  'ComparedInPart',
  /** A whole comparison is late: minutes since the last one. The value, and not how often. */
  'ComparisonAge',
  /** SKUs with units to sell that a channel was found to show otherwise than is believed: how many now, and not how often. */
  'DifferingSkus',
  // Running.
  /** A function gave a whole batch back to its queue. It has no channel. */
  'BatchFailed',
] as const;

export type CountName = (typeof COUNTS)[number];

/**
 * Counted for each channel, because the dashboard, the page or `stockline doctor` shows them so. CloudWatch bills each name
 * and channel as a metric of its own: the others are counted for all channels together, and their log lines name the channel.
 */
export const COUNTED_BY_CHANNEL = [
  'Received',
  'Noticed',
  'OrderRead',
  'NotAuthentic',
  'OtherVersion',
  'ClockOff',
  'Malformed',
  'SweepUnread',
  'SetAside',
  'Posted',
  'AlreadyCounted',
  'Duplicate',
  'Stale',
  'Conflicting',
  'Parked',
  'Oversold',
  'PushThrottled',
  'PushUnanswered',
  'PushRefused',
  'PushWaited',
  'PushLeft',
  'RaiseWithdrawn',
  'CircuitOpened',
  'BreakerTripped',
  'Drift',
  'ComparedInPart',
] as const satisfies readonly CountName[];

/** Of those by channel, the ones that an alarm watches over all channels: they are counted for all together as well. */
export const COUNTED_TWICE = [
  'NotAuthentic',
  'ClockOff',
  'SweepUnread',
  'Parked',
  'Oversold',
  'PushUnanswered',
  'PushRefused',
  'CircuitOpened',
  'BreakerTripped',
  'Drift',
  'ComparedInPart',
] as const satisfies readonly (typeof COUNTED_BY_CHANNEL)[number][];

/** Milliseconds from a sale received to the channel's answer to the push that it led to. */
export const LAG = 'LagMs';

/**
 * Milliseconds from a sale at its channel until Stockline received it: the platform's own delay, once for each sale that was
 * posted, so that the number of its values is that of the sales.
 */
export const REPORT_DELAY = 'ReportDelayMs';
