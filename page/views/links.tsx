/** Links: listings that sell no SKU of the ledger, and which SKU each may sell. It links nothing. */
import { useState } from 'preact/hooks';
import type { Candidate, Proposal, Proposals } from '../live/answers.ts';
import { addressOf } from '../live/route.ts';
import { useLive } from '../live/use-live.ts';
import { useNow } from '../live/use-now.ts';
import { Pages } from '../parts/pages.tsx';
import { ChannelName, count, Repair, Silence, Waiting } from '../parts/signs.tsx';
import { KINDS, linkCommand, reasonsOf } from '../words/proposals.ts';
import { ago } from '../words/times.ts';

const PAGE = 50;
/** Catalogues are compared by hand: nothing is new within seconds. */
const PAUSE_MS = 10_000;

export function LinksView() {
  const [trail, setTrail] = useState<readonly string[]>([]);
  const after = trail.at(-1);
  const live = useLive<Proposals>(`proposals?limit=${PAGE}${after === undefined ? '' : `&after=${after}`}`, PAUSE_MS);
  if (live.answer === undefined) {
    return (
      <>
        <h1>Links</h1>
        <Waiting live={live} />
      </>
    );
  }
  const { next } = live.answer;
  return (
    <>
      <h1>Links</h1>
      <Silence live={live} />
      <AsOf proposals={live.answer} />
      <Kinds proposals={live.answer} />
      {(trail.length > 0 || next !== undefined) && <Pages {...{ trail, next, setTrail }} />}
    </>
  );
}

function AsOf({ proposals: { asOf } }: { readonly proposals: Proposals }) {
  const now = useNow();
  return (
    <>
      <p class="hint" data-as-of={asOf ?? 'never'}>
        {asOf === null
          ? 'The catalogues were not compared yet.'
          : `Listings that sell no SKU of the ledger, as the catalogues had them ${ago(asOf, now)}.`}
      </p>
      <Repair>{`Compare them ${asOf === null ? '' : 'again '}by npx stockline map propose`}</Repair>
    </>
  );
}

function Kinds({ proposals: { asOf, counts, listings } }: { readonly proposals: Proposals }) {
  return asOf === null
    ? null
    : KINDS.map(({ kind, words, none }) => {
        const own = listings.filter((each) => each.kind === kind);
        return counts[kind] > 0 && own.length === 0 ? null : (
          <section key={kind} aria-labelledby={kind}>
            <h2 id={kind}>
              {words} <span class="hint">{count(counts[kind])}</span>
            </h2>
            {counts[kind] === 0 && <p class="empty">{none}</p>}
            <ul class="problems">
              {own.map((each) => (
                <ListingItem key={`${each.channel} ${each.listing}`} proposal={each} />
              ))}
            </ul>
          </section>
        );
      });
}

function ListingItem({ proposal }: { readonly proposal: Proposal }) {
  const { channel, listing, name, title, candidates } = proposal;
  return (
    <li class="card" data-listing={listing}>
      <p>
        <ChannelName channel={channel} /> <strong>{name}</strong>{' '}
        {listing !== name && <span class="hint">{listing}</span>}
      </p>
      {title !== undefined && title !== '' && <p class="hint">{title}</p>}
      {candidates.map((candidate) => (
        <CandidateLines key={candidate.sku} proposal={proposal} candidate={candidate} />
      ))}
    </li>
  );
}

function CandidateLines({ proposal, candidate }: { readonly proposal: Proposal; readonly candidate: Candidate }) {
  const { sku } = candidate;
  return (
    <>
      <p>
        may sell <a href={addressOf({ view: 'sku', sku })}>{sku}</a>: {reasonsOf(candidate)}.
      </p>
      <Repair>{`If it does, in single units: ${linkCommand(proposal, candidate)}`}</Repair>
    </>
  );
}
