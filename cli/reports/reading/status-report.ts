/** Prints whether all channels are in sync, and what is wrong. */
import type { ChannelView } from '../../../shared/usecases/reading/list-channels.ts';
import type { ProblemList } from '../../../shared/usecases/reading/list-problems.ts';
import { forTheSameDeployment } from '../../arguments/aws-options.ts';
import { columns, paint } from '../../terminal/paint.ts';
import { printable } from '../../terminal/printable.ts';

/** The verdict, one line for each channel, and two for each problem. `options`: those that said which deployment it is. */
export function statusLines(
  channels: readonly ChannelView[],
  { problems, isMore }: ProblemList,
  now: Date,
  options: { readonly local: boolean } = { local: false },
): readonly string[] {
  const { bad, quiet } = paint();
  const number = `${isMore ? 'At least ' : ''}${problems.length}`;
  return [
    problems.length === 0
      ? verdict(channels)
      : bad(`${number} ${problems.length === 1 ? 'thing needs' : 'things need'} you.`),
    '',
    ...columns(channels.map((view) => [`  ${view.channel}`, ...channelWords(view, now)])),
    ...(problems.length === 0 ? [] : ['']),
    ...problems.flatMap(({ says, repair }) => [
      `  ${printable(says)}`,
      quiet(`    ${printable(forTheSameDeployment(repair, options))}`),
    ]),
  ];
}

/** Nothing can be wrong with channels of which nothing was ever read: that is no good news. */
function verdict(channels: readonly ChannelView[]): string {
  const { good, note } = paint();
  return channels.some(wasRead)
    ? good('All channels are in sync.')
    : note('No channel was read yet: connect them with `npx stockline connect CHANNEL`.');
}

function wasRead({ lag, lastReceivedAt, sweptTo, comparedAt }: ChannelView): boolean {
  return [lag, lastReceivedAt, sweptTo, comparedAt].some((each) => each !== null);
}

function channelWords(view: ChannelView, now: Date): readonly string[] {
  const { pushing, lag, reportDelay, lastReceivedAt, comparedAt } = view;
  const reported = lastReceivedAt === null ? 'no report within a day' : `last report ${ago(lastReceivedAt, now)}`;
  const delay = reportDelay === null ? 'no sale within a day' : `reports after ${both(reportDelay)}`;
  if (pushing === 'none') {
    return ['reports only', delay, reported];
  }
  return [
    stateOf(pushing),
    lag === null ? 'no push within a day' : `behind ${both(lag)} (p50 / p95)`,
    delay,
    reported,
    comparedAt === null ? 'not compared yet' : `compared ${ago(comparedAt, now)}`,
  ];
}

/** What stops pushes stands out. */
function stateOf(pushing: Exclude<ChannelView['pushing'], 'none'>): string {
  const { good, note, bad } = paint();
  const style = pushing === 'live' ? good : pushing === 'lowerOnly' || pushing === 'shadow' ? note : bad;
  return style(PUSHING[pushing]);
}

const PUSHING: Readonly<Record<Exclude<ChannelView['pushing'], 'none'>, string>> = {
  live: 'live',
  lowerOnly: 'lower-only',
  shadow: 'shadow',
  paused: 'PAUSED',
  cutOff: 'DOES NOT ANSWER',
  heldBack: 'HELD BACK',
};

function both({ p50Ms, p95Ms }: NonNullable<ChannelView['lag']>): string {
  return `${seconds(p50Ms)} / ${seconds(p95Ms)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

const MINUTE_S = 60;
const HOUR_S = 3_600;

function ago(time: string, now: Date): string {
  const passed = Math.max(0, Math.round((now.getTime() - Date.parse(time)) / 1_000));
  if (passed < 2 * MINUTE_S) {
    return `${passed} s ago`;
  }
  return passed < 2 * HOUR_S ? `${Math.round(passed / MINUTE_S)} min ago` : `${Math.round(passed / HOUR_S)} h ago`;
}
