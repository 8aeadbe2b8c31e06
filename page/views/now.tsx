/** Now: whether all is in sync, each channel, and what is wrong. */
import type { ComponentChildren } from 'preact';
import type { Channel, Channels, Problem, Problems } from '../live/answers.ts';
import { addressOf } from '../live/route.ts';
import { useLive } from '../live/use-live.ts';
import { useNow } from '../live/use-now.ts';
import { Badge, ChannelName, count, Figure, Repair, Said, Silence, type Tone, Waiting } from '../parts/signs.tsx';
import { type Count, nounOf, problemCount, verdictOf, wasRead } from '../words/problems.ts';
import { ago, duration } from '../words/times.ts';

/** What takes many reads is asked every second and a half: a change is still seen within two seconds. */
const PAUSE_MS = 1_500;

export function NowView() {
  const channels = useLive<Channels>('channels', PAUSE_MS);
  const problems = useLive<Problems>('problems', PAUSE_MS);
  const silent = problems.silentSince === undefined ? channels : problems;
  if (channels.answer === undefined || problems.answer === undefined) {
    return (
      <>
        <h1>Now</h1>
        <Waiting live={silent} />
      </>
    );
  }
  const [all, wrong] = [channels.answer.channels, problems.answer];
  return (
    <>
      <Silence live={silent} />
      <Verdict problems={wrong} channels={all} />
      <Tiles channels={all} problems={wrong} />
      <section aria-labelledby="channels">
        <h2 id="channels">Channels</h2>
        <p class="hint">
          We need: from a channel’s report of a sale until this channel shows it. It needs: from its own sale until it
          reports it. Half take less; in brackets, 95 of 100.
        </p>
        <div class="cards">
          {all.map((channel) => (
            <ChannelCard
              key={channel.channel}
              channel={channel}
              differing={problemCount(wrong, 'differing', channel.channel)}
            />
          ))}
        </div>
      </section>
      <ProblemList problems={wrong} />
    </>
  );
}

type VerdictProps = { readonly problems: Problems; readonly channels: readonly Channel[] };

function Verdict({ problems, channels }: VerdictProps) {
  const isBad = problems.problems.some(({ kind }) => KINDS[kind].tone === 'bad');
  const isGood = problems.problems.length === 0 && channels.some(wasRead);
  const tone: Tone = isGood ? 'good' : isBad ? 'bad' : 'note';
  return (
    <h1 class={`verdict ${tone}`} aria-live="polite">
      <span class="verdict-sign" aria-hidden="true" />
      {verdictOf(problems, channels)}
    </h1>
  );
}

type TilesProps = { readonly channels: readonly Channel[]; readonly problems: Problems };

function Tiles({ channels, problems }: TilesProps) {
  const lags = channels.flatMap(({ lag }) => (lag === null ? [] : [lag.p95Ms]));
  const sold = channels.reduce((sum, { soldPerMinute }) => sum + soldPerMinute, 0);
  const of = (kind: Problem['kind']) => problemCount(problems, kind);
  return (
    <dl class="figures">
      <Figure name="Sales a minute" value={perMinute(sold)} note="average of five minutes" />
      <Figure
        name="Slowest channel"
        value={lags.length === 0 ? '–' : duration(Math.max(...lags))}
        note={lags.length === 0 ? 'nothing was pushed today' : '95 of 100 updates are faster'}
      />
      <CountTile name="Oversold" count={of('oversold')} tone="bad" one="SKU" many="SKUs" />
      <CountTile name="Differing" count={of('differing')} tone="note" one="listing" many="listings" />
      <CountTile name="Parked" count={of('parked')} tone="note" one="report" many="reports" />
      <CountTile name="Failed" count={of('failed')} tone="bad" one="message" many="messages" />
    </dl>
  );
}

type CountTileProps = {
  readonly name: string;
  readonly count: Count;
  /** Where there is any. */
  readonly tone: Tone;
  readonly one: string;
  readonly many: string;
};

function CountTile({ name, count: found, tone, one, many }: CountTileProps) {
  const isSome = found.units > 0 || found.isMore;
  return (
    <Figure name={name} value={count(found.units)} tone={isSome ? tone : 'good'} note={nounOf(found, one, many)} />
  );
}

function perMinute(rate: number): string {
  return rate.toFixed(rate < 10 ? 1 : 0);
}

const PUSHING: Readonly<Record<Channel['pushing'], { readonly tone: Tone; readonly words: string }>> = {
  live: { tone: 'good', words: 'live' },
  lowerOnly: { tone: 'note', words: 'lower-only' },
  shadow: { tone: 'note', words: 'shadow: nothing is sent' },
  paused: { tone: 'bad', words: 'paused' },
  cutOff: { tone: 'bad', words: 'does not answer' },
  heldBack: { tone: 'bad', words: 'held back' },
  none: { tone: 'plain', words: 'reports only' },
};

type CardProps = { readonly channel: Channel; readonly differing: Count };

function ChannelCard({ channel, differing }: CardProps) {
  const now = useNow();
  const { lag, reportDelay, pushing, lastReceivedAt, comparedAt, sweptTo, soldPerMinute } = channel;
  const { tone, words } = PUSHING[pushing];
  return (
    <article class="card">
      <h3>
        <ChannelName channel={channel.channel} />
        <Badge tone={tone}>{words}</Badge>
      </h3>
      <p class="hint">{channel.platform}</p>
      <dl class="facts">
        {pushing !== 'none' && (
          <Fact name="We need">{lag === null ? 'no update within a day' : <Delay of={lag} />}</Fact>
        )}
        <Fact name="It needs">{reportDelay === null ? 'no sale within a day' : <Delay of={reportDelay} />}</Fact>
        <Fact name="Sales a minute">{perMinute(soldPerMinute)}</Fact>
        <Fact name="Last report">{lastReceivedAt === null ? 'none within a day' : ago(lastReceivedAt, now)}</Fact>
        {pushing !== 'none' && (
          <>
            <Fact name="Orders read again">{sweptTo === null ? 'not yet' : ago(sweptTo, now)}</Fact>
            <Fact name="All figures compared">{comparedAt === null ? 'not yet' : ago(comparedAt, now)}</Fact>
            <Fact name="Differing">
              {differing.units === 0 ? 'no' : count(differing.units)} {nounOf(differing, 'listing', 'listings')}
            </Fact>
          </>
        )}
      </dl>
    </article>
  );
}

/** Half of all took at most so long, and 95 of 100. */
function Delay({ of: { p50Ms, p95Ms } }: { readonly of: NonNullable<Channel['lag']> }) {
  return (
    <>
      {duration(p50Ms)} <span class="hint">({duration(p95Ms)})</span>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const KINDS: Readonly<Record<Problem['kind'], { readonly tone: Tone; readonly words: string }>> = {
  oversold: { tone: 'bad', words: 'oversold' },
  pushing: { tone: 'bad', words: 'pushing' },
  failed: { tone: 'bad', words: 'failed messages' },
  differing: { tone: 'note', words: 'differs' },
  listing: { tone: 'note', words: 'listing' },
  parked: { tone: 'note', words: 'parked' },
};

function ProblemList({ problems: { problems, isMore } }: { readonly problems: Problems }) {
  const now = useNow();
  return (
    <section aria-labelledby="problems">
      <h2 id="problems">What needs you</h2>
      {problems.length === 0 && <p class="empty">Nothing. Every listing shows what it should.</p>}
      <ul class="problems">
        {problems.map(({ kind, sku, since, says, repair }) => (
          <li key={`${kind} ${sku} ${says}`} class={`card ${KINDS[kind].tone}`}>
            <p>
              <Badge tone={KINDS[kind].tone}>{KINDS[kind].words}</Badge>{' '}
              {since !== undefined && <span class="hint">for {duration(now - Date.parse(since))}</span>}
            </p>
            <p>
              <Said>{says}</Said>
            </p>
            <Repair>{repair}</Repair>
            {sku !== undefined && <a href={addressOf({ view: 'sku', sku })}>See {sku}</a>}
          </li>
        ))}
      </ul>
      {isMore && (
        <p class="hint">
          There are more of a kind than are listed here. The filters of the view Stock have all SKUs, and npx stockline
          parked has the reports.
        </p>
      )}
    </section>
  );
}
