// Lists what is wrong now, and what a person can do about each.
import type { ExposureRules } from '../../domain/exposure/exposure.ts';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { reasonOf } from '../../domain/ledger/outcome.ts';
import { listingId } from '../../domain/listing/listing.ts';
import { causeInWords } from '../../domain/reconciling/difference-cause.ts';
import type { SkuList } from '../../domain/reconciling/sku-lists.ts';
import { OPERATOR_COMMANDS, shellWord } from '../../operator-commands.ts';
import type { ParkingLot } from '../../ports/posting/posting.ts';
import type { SetAsideReader } from '../../ports/reading/set-aside-messages.ts';
import { differencesOf } from '../reconciling/list-differences.ts';
import { type ListChannelsPorts, listChannels } from './list-channels.ts';
import { type ListedState, type ListedStock, type ListStockPorts, listStock, statesOnList } from './list-stock.ts';

export type ListProblemsPorts = ListStockPorts &
  ListChannelsPorts & {
    readonly parking: Pick<ParkingLot, 'list'>;
    readonly setAside: SetAsideReader;
  };

/** `failed`: messages that were set aside after their last try. */
export type ProblemKind = 'oversold' | 'pushing' | 'failed' | 'differing' | 'listing' | 'parked';

/** One thing that is wrong. */
export type ProblemView = {
  readonly kind: ProblemKind;
  readonly sku?: Sku;
  readonly channel?: ChannelId;
  /** ISO 8601; absent where it is not known. */
  readonly since?: string;
  /** How many messages failed; absent of every other kind, and where it cannot be read. */
  readonly messages?: number;
  /** What is wrong, as sentences. */
  readonly says: string;
  /** What to do about it: a sentence, or a command for a terminal. */
  readonly repair: string;
};

export type ProblemList = {
  /** The most pressing first. */
  readonly problems: readonly ProblemView[];
  /** There are more of a kind than are listed. */
  readonly isMore: boolean;
  /** The kinds of which there are more. */
  readonly moreOf: readonly ProblemKind[];
};

/** Of each kind so many are listed. */
const LISTED_MAX = 50;

/** The kinds that may be too many. */
const PROBLEM_LISTS = ['oversold', 'differing', 'listing', 'parked'] as const satisfies readonly ProblemKind[];

/** Everything that is wrong now, the most pressing first: units that were sold twice, then pushes, messages that failed, differences, what is parked. */
export async function listProblems(ports: ListProblemsPorts): Promise<ProblemList> {
  const on = (list: SkuList) => ({ list, limit: LISTED_MAX });
  const [oversold, differing, refused, parked, failed, { channels }] = await Promise.all([
    listStock(ports, on('oversold')),
    statesOnList(ports, on('differing')),
    listStock(ports, on('problem')),
    ports.parking.list(LISTED_MAX + 1),
    failedProblems(ports.setAside),
    listChannels(ports),
  ]);
  const problems: readonly ProblemView[] = [
    ...oversold.stock.map(oversoldProblem),
    ...channels.flatMap(({ channel, findings }) =>
      findings.map(({ says, repair }) => ({
        ...{ kind: 'pushing' as const, channel, says: `${channel}: ${says}` },
        repair: repair ?? 'Nothing: it ends by itself. Watch it.',
      })),
    ),
    ...failed,
    ...differing.listed.flatMap((listed) => differenceProblems(listed, ports.rules)),
    ...refused.stock.flatMap(listingProblems),
    ...parked.slice(0, LISTED_MAX).map(
      ({ observation: { sku, source }, outcome, parkedAt }): ProblemView => ({
        ...{ kind: 'parked', sku, channel: source.channel, since: parkedAt },
        says: `A report of ${source.channel} about ${sku} could not be posted: ${reasonOf(outcome)}`,
        repair: `${OPERATOR_COMMANDS.parked} ${shellWord(sku)}`,
      }),
    ),
  ];
  const lists = { oversold, differing, listing: refused, parked: { next: parked[LISTED_MAX] } };
  const moreOf = PROBLEM_LISTS.filter((kind) => lists[kind].next !== undefined);
  return { problems, isMore: moreOf.length > 0, moreOf };
}

function oversoldProblem({ sku, available }: ListedStock): ProblemView {
  const units = -available;
  return {
    kind: 'oversold',
    sku,
    says: `${sku} is oversold: ${units} ${units === 1 ? 'unit is' : 'units are'} promised that nobody has.`,
    repair: 'Get the units, or cancel so many of its last orders: its page names them.',
  };
}

/** A queue that cannot be counted is no empty one. */
async function failedProblems(read: SetAsideReader): Promise<readonly ProblemView[]> {
  const failed = { kind: 'failed', repair: OPERATOR_COMMANDS.failed } as const;
  try {
    return (await read()).map(({ messages, of }) => {
      const which = of === undefined ? '' : ` of ${of.queue} (each ${of.what})`;
      return {
        ...{ ...failed, messages },
        says: `${messages} ${messages === 1 ? 'message' : 'messages'}${which} failed at every try. They are kept, and wait for you.`,
      };
    });
  } catch {
    return [{ ...failed, says: 'Whether messages failed at every try cannot be read now.' }];
  }
}

function differenceProblems({ state }: ListedState, rules: ExposureRules): readonly ProblemView[] {
  return differencesOf(state, rules).map(({ difference }): ProblemView => {
    const { sku, channel, shows, shown, since } = difference;
    return {
      ...{ kind: 'differing', sku, channel, since },
      says: `${sku} on ${listingId(difference)} shows ${shows}, and should show ${shown}. Likeliest: ${causeInWords(difference)}.`,
      repair: `${OPERATOR_COMMANDS.drift(channel)} --sku ${shellWord(sku)}`,
    };
  });
}

function listingProblems({ sku, listings }: ListedStock): readonly ProblemView[] {
  return listings.flatMap(({ channel, problem }) =>
    problem === undefined
      ? []
      : [
          {
            ...{ kind: 'listing', sku, channel },
            says: `${sku} on ${channel} is not as it should be: ${problem}`,
            repair: `Set it right in ${channel}’s admin, then ${OPERATOR_COMMANDS.import}`,
          } satisfies ProblemView,
        ],
  );
}
