/** One order: from the webhook to each channel's answer, as a timeline with durations. */
import type { Channels, Trace } from '../live/answers.ts';
import { addressOf } from '../live/route.ts';
import { useLive } from '../live/use-live.ts';
import { useNow } from '../live/use-now.ts';
import { Badge, Said, Silence, Waiting } from '../parts/signs.tsx';
import { channelIn, colourOf, labelOf } from '../words/channels.ts';
import { sentenceOf } from '../words/sentences.ts';
import { clockTime, duration } from '../words/times.ts';

type OrderProps = { readonly channel: string; readonly order: string };

export function OrderView({ channel, order }: OrderProps) {
  const channels = useLive<Channels>('channels', 30_000);
  const names = channels.answer?.channels.map((each) => each.channel) ?? [];
  return (
    <>
      <h1>{order === '' ? 'Orders' : `Order ${order} on ${channel}`}</h1>
      <Find {...{ channel, order, names }} />
      {order !== '' && <Timeline {...{ channel, order }} />}
    </>
  );
}

function Find({ channel, order, names }: OrderProps & { readonly names: readonly string[] }) {
  const find = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (form instanceof HTMLFormElement) {
      const fields = new FormData(form);
      const text = (name: string) => String(fields.get(name) ?? '').trim();
      location.hash = addressOf({ view: 'order', channel: text('channel'), order: text('order') });
    }
  };
  return (
    <form class="find" onSubmit={find}>
      <label>
        Channel
        <select name="channel" key={names.join()}>
          {names.map((name) => (
            <option key={name} selected={name === channel}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Order number there
        <input name="order" required defaultValue={order} autocomplete="off" spellcheck={false} />
      </label>
      <button type="submit">Find</button>
    </form>
  );
}

type Posted = Extract<Trace['observations'][number], { outcome: 'posted' }>;
type SetAside = Exclude<Trace['observations'][number], { outcome: 'posted' }>;

function Timeline({ channel, order }: OrderProps) {
  const live = useLive<Trace>(`trace/${encodeURIComponent(channel)}/${encodeURIComponent(order)}`);
  if (live.answer === undefined) {
    return <Waiting live={live} />;
  }
  return (
    <>
      <Silence live={live} />
      {live.answer.observations.map((each, index) =>
        isPosted(each) ? (
          <Line key={each.entry.hash} posted={each} />
        ) : (
          <Parked key={`${each.parkedAt} ${index}`} parked={each} />
        ),
      )}
    </>
  );
}

function isPosted(each: Trace['observations'][number]): each is Posted {
  return each.outcome === 'posted';
}

function Parked({ parked: { outcome, reason, observation, parkedAt } }: { readonly parked: SetAside }) {
  const now = useNow(60_000);
  return (
    <section class="card note">
      <h2>{observation.sku}</h2>
      <p>
        <Badge tone="note">parked</Badge> <Said>{reason || outcome}</Said>
      </p>
      <p class="hint">Since {clockTime(parkedAt, now)}. See npx stockline parked.</p>
    </section>
  );
}

type Part = { readonly name: string; readonly from: number; readonly to: number; readonly colour: string };

/** The stretches of one line, from the sale to each channel's answer. */
function partsOf({ entry, pushes }: Posted): readonly Part[] {
  const [occurred, received, posted] = [entry.occurredAt, entry.receivedAt, entry.postedAt].map(Date.parse);
  const own = colourOf(entry.source.channel);
  const names = pushes.map((push) => push.listing);
  return [
    { name: `${entry.source.channel} reports it`, from: occurred ?? 0, to: received ?? 0, colour: own },
    { name: 'the ledger posts it', from: received ?? 0, to: posted ?? 0, colour: 'var(--line-available)' },
    ...pushes.flatMap(({ listing, startedAt, endedAt }) => {
      const [started, ended] = [Date.parse(startedAt), Date.parse(endedAt)];
      const colour = colourOf(channelIn(listing));
      const label = labelOf(listing, names);
      return [
        { name: `${label}: its turn comes`, from: posted ?? 0, to: started, colour: 'var(--wait)' },
        { name: `${label} answers`, from: started, to: ended, colour },
      ];
    }),
  ];
}

function Line({ posted }: { readonly posted: Posted }) {
  const now = useNow(60_000);
  const { entry, pushes } = posted;
  const parts = partsOf(posted);
  const from = Math.min(...parts.map((part) => part.from));
  const to = Math.max(...parts.map((part) => part.to), from + 1);
  return (
    <section class="card" aria-labelledby={`line-${entry.seq}`}>
      <h2 id={`line-${entry.seq}`}>
        <a href={addressOf({ view: 'sku', sku: entry.sku })}>{entry.sku}</a>: {sentenceOf(entry)}
      </h2>
      <p class="hint">
        {clockTime(entry.occurredAt, now)}.{' '}
        {pushes.length === 0
          ? `No push followed yet, or none was needed. Entry ${entry.seq}.`
          : `Every channel had answered ${duration(to - from)} after the sale. Entry ${entry.seq}.`}
      </p>
      <ol class="timeline">
        {parts.map((part) => (
          <li key={part.name} data-part={part.name}>
            <span class="part-name">{part.name}</span>
            <span class="part-track">
              <span
                class="part-bar"
                style={{
                  background: part.colour,
                  left: `${(100 * (part.from - from)) / (to - from)}%`,
                  width: `max(3px, ${(100 * Math.max(0, part.to - part.from)) / (to - from)}%)`,
                }}
              />
            </span>
            <span class="part-time">{duration(part.to - part.from)}</span>
          </li>
        ))}
      </ol>
      <ul class="answers">
        {pushes.map(({ listing, shows, answer }) => (
          <li key={listing}>
            {listing} shows {shows}: {answer}.
          </li>
        ))}
      </ul>
    </section>
  );
}
