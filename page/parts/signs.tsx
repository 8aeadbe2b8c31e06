/** Small signs that views share: states, channels, figures, what is silent. */
import type { ComponentChildren } from 'preact';
import type { Live } from '../live/use-live.ts';
import { useNow } from '../live/use-now.ts';
import { colourOf } from '../words/channels.ts';
import { partsOf } from '../words/said.ts';
import { duration, withClockTimes } from '../words/times.ts';

export type Tone = 'good' | 'note' | 'bad' | 'plain';

const SIGNS: Readonly<Record<Tone, string>> = { good: '✓', note: '!', bad: '✕', plain: '' };

/** A state in words; the sign says it again to those who do not see its colour. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return (
    <span class={`badge ${tone}`}>
      {SIGNS[tone] && <span aria-hidden="true">{SIGNS[tone]}</span>}
      {children}
    </span>
  );
}

export function ChannelName({ channel }: { readonly channel: string }) {
  return (
    <span class="channel-name">
      <span class="dot" style={{ background: colourOf(channel) }} aria-hidden="true" />
      {channel}
    </span>
  );
}

/** One figure with its name. */
export function Figure({
  name,
  value,
  tone = 'plain',
  note,
}: {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly tone?: Tone;
  readonly note?: string;
}) {
  return (
    <div class={`figure ${tone}`}>
      <dt>{name}</dt>
      <dd>
        {value}
        {note !== undefined && <small>{note}</small>}
      </dd>
    </div>
  );
}

/** Says that the API does not answer, and how old is what the page shows. */
export function Silence({ live }: { readonly live: Pick<Live<unknown>, 'silentSince'> }) {
  const now = useNow();
  return live.silentSince === undefined ? null : (
    <p class="silence" role="alert">
      The API has not answered for {duration(now - live.silentSince)}. What you see is as old; it is asked again.
    </p>
  );
}

/** A sentence of the API: what it names as a command is set like one, and its times are those of who reads it. */
export function Said({ children }: { readonly children: string }) {
  const now = useNow(60_000);
  return (
    <>
      {partsOf(children).map(({ text, isCode }, index) =>
        isCode ? <code key={`${index} ${text}`}>{text}</code> : withClockTimes(text, now),
      )}
    </>
  );
}

/** What stands where the first answer is still to come. */
export function Waiting({ live }: { readonly live: Live<unknown> }) {
  return live.silentSince === undefined ? (
    <p class="waiting" role="status">
      {live.unknown === undefined ? 'Reading …' : <Said>{live.unknown}</Said>}
    </p>
  ) : (
    <Silence live={live} />
  );
}

/** A command for a terminal, with a button that copies it; or a sentence. */
export function Repair({ children }: { readonly children: string }) {
  const [before = '', ...rest] = children.split('npx stockline');
  if (rest.length === 0) {
    return <p class="repair">{children}</p>;
  }
  const command = `npx stockline${rest.join('npx stockline')}`;
  return (
    <p class="repair">
      {before}
      <code>{command}</code>
      <button
        type="button"
        class="quiet small"
        aria-label={`Copy ${command}`}
        onClick={() => void navigator.clipboard?.writeText(command)}
      >
        Copy
      </button>
    </p>
  );
}

export function count(units: number): string {
  return units.toLocaleString('en');
}
