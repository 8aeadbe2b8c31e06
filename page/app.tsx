/** The whole page: its head, the view that is open, and the way in. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Channels } from './live/answers.ts';
import { ask, signOut } from './live/api.ts';
import { type Route, useRoute } from './live/route.ts';
import { onEndOfSession } from './live/session.ts';
import { Head } from './parts/head.tsx';
import { FlashView } from './views/flash.tsx';
import { LinksView } from './views/links.tsx';
import { LoginView } from './views/login.tsx';
import { NowView } from './views/now.tsx';
import { OrderView } from './views/order.tsx';
import { SkuView } from './views/sku.tsx';
import { StockView } from './views/stock.tsx';
import { knowChannels } from './words/channels.ts';

type Access = 'unknown' | 'signedIn' | 'signedOut';

export function App() {
  const [access, setAccess] = useState<Access>('unknown');
  const route = useRoute();
  useEffect(() => {
    if (access === 'unknown') {
      void enter().then(setAccess);
    }
  }, [access]);
  useEffect(() => onEndOfSession(() => setAccess('signedOut')), []);
  if (access === 'unknown') {
    return <p class="waiting">Stockline …</p>;
  }
  if (access === 'signedOut') {
    return <LoginView onSignedIn={() => setAccess('unknown')} />;
  }
  const leave = () => void signOut().then(() => setAccess('signedOut'));
  return route.view === 'flash' ? (
    <FlashView sku={route.sku} />
  ) : (
    <>
      <button type="button" class="skip" onClick={focusMain}>
        To the contents
      </button>
      <Head view={route.view} onSignOut={leave} />
      <Main route={route} />
    </>
  );
}

/** Whether there is a session; with it the page learns which channels there are. */
async function enter(): Promise<Access> {
  const asked = await ask<Channels>('channels');
  if (asked.kind === 'answer') {
    knowChannels(asked.answer.channels.map(({ channel }) => channel));
  }
  return asked.kind === 'signedOut' ? 'signedOut' : 'signedIn';
}

/** The part of the address behind `#` is the view's: so this is no link. */
function focusMain(): void {
  document.getElementById('main')?.focus();
}

function Main({ route }: { readonly route: Exclude<Route, { view: 'flash' }> }) {
  const main = useRef<HTMLElement>(null);
  const [isFirst, setFirst] = useState(true);
  const place = route.view === 'sku' ? route.sku : route.view;
  // A reader who cannot see the page learns from the focus that another view is open.
  useEffect(() => {
    if (isFirst) {
      setFirst(false);
    } else {
      main.current?.focus();
      scrollTo(0, 0);
    }
  }, [place]);
  return (
    <main id="main" tabIndex={-1} ref={main}>
      <View route={route} />
    </main>
  );
}

function View({ route }: { readonly route: Exclude<Route, { view: 'flash' }> }) {
  switch (route.view) {
    case 'now':
      return <NowView />;
    case 'stock':
      return <StockView query={route.query} filter={route.filter} />;
    case 'sku':
      return <SkuView sku={route.sku} />;
    case 'links':
      return <LinksView />;
    case 'order':
      return <OrderView channel={route.channel} order={route.order} />;
    default:
      return route satisfies never;
  }
}
