/** The shares of a SKU under escrow, as bars. */
import { type Listing, nameOf, type Stock } from '../live/answers.ts';
import { colourOf, labelOf } from '../words/channels.ts';
import { count } from './signs.tsx';

const WAITS: Readonly<Record<string, string>> = {
  recall: 'waits until other shares are lowered',
  push: 'a push is on its way',
  reading: 'waits for a reading of its channel',
  lowering: 'its channel must be lowered first',
  units: 'waits for units that others hold',
};

/** One bar for all units: each listing's share, what is free, and what may still be sold of each. */
export function ShareBars({ stock }: { readonly stock: Stock }) {
  const shares = stock.listings.flatMap((listing) =>
    listing.share === undefined ? [] : [{ listing, share: listing.share }],
  );
  if (shares.length === 0) {
    return null;
  }
  const most = Math.max(1, ...shares.map(({ share }) => Math.max(share.units, share.goal)), stock.escrow?.free ?? 0);
  return (
    <section aria-labelledby="shares">
      <h2 id="shares">Shares</h2>
      <p class="hint">
        {stock.escrow?.inForce
          ? 'Each channel may sell its own share and no more: together they are never more than there is.'
          : 'Escrow is not in force yet: channels may still sell what they showed before.'}
      </p>
      <ul class="bars">
        {shares.map(({ listing, share }) => (
          <ShareBar
            key={nameOf(listing)}
            {...{ listing, share, most }}
            label={labelOf(nameOf(listing), stock.listings.map(nameOf))}
            colour={colourOf(listing.channel)}
          />
        ))}
        {(stock.escrow?.free ?? 0) > 0 && (
          <li>
            <span class="bar-name">in no share</span>
            <span class="bar">
              <span class="bar-fill free" style={{ width: `${(100 * (stock.escrow?.free ?? 0)) / most}%` }} />
            </span>
            <span class="bar-units">{count(stock.escrow?.free ?? 0)}</span>
          </li>
        )}
      </ul>
    </section>
  );
}

type BarProps = {
  readonly listing: Listing;
  readonly share: NonNullable<Listing['share']>;
  readonly most: number;
  readonly label: string;
  readonly colour: string;
};

function ShareBar({ listing, share, most, label, colour }: BarProps) {
  const waits = share.waitsFor === undefined ? undefined : WAITS[share.waitsFor];
  const goal = share.goal === share.units ? '' : ` of ${count(share.goal)} that it should have`;
  return (
    <li data-share={nameOf(listing)}>
      <span class="bar-name">{label}</span>
      <span class="bar" style={{ '--bar': colour }}>
        <span class="bar-goal" style={{ width: `${(100 * Math.max(0, share.goal)) / most}%` }} />
        <span class="bar-fill" style={{ width: `${(100 * share.units) / most}%` }} />
      </span>
      <span class="bar-units">
        {count(share.units)}
        <small>
          {goal}
          {waits === undefined ? '' : `; ${waits}`}
        </small>
      </span>
    </li>
  );
}
