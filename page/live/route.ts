/** Which view is open: the part of the address behind `#`, which no server sees. */
import { useEffect, useState } from 'preact/hooks';

export type Route =
  | { readonly view: 'now' }
  | { readonly view: 'stock'; readonly query: string; readonly filter: string }
  | { readonly view: 'sku'; readonly sku: string }
  | { readonly view: 'links' }
  | { readonly view: 'flash'; readonly sku: string }
  | { readonly view: 'order'; readonly channel: string; readonly order: string };

export function routeOf(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [view = '', ...parts] = path.split('/').map(decoded);
  const parameters = new URLSearchParams(search);
  switch (view) {
    case 'stock':
      return { view, query: parameters.get('query') ?? '', filter: parameters.get('filter') ?? 'all' };
    case 'sku':
    case 'flash':
      return { view, sku: parts.join('/') };
    case 'links':
      return { view };
    case 'order':
      return { view, channel: parts[0] ?? '', order: parts.slice(1).join('/') };
    default:
      return { view: 'now' };
  }
}

/** Without an end to its `%`, an address that somebody typed is taken as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a view, as a link has it. */
export function addressOf(route: Route): string {
  switch (route.view) {
    case 'now':
      return '#/';
    case 'stock': {
      const { query, filter } = route;
      const parameters = new URLSearchParams({ ...(query && { query }), ...(filter !== 'all' && { filter }) });
      return `#/stock${parameters.size > 0 ? `?${parameters}` : ''}`;
    }
    case 'sku':
    case 'flash':
      return `#/${route.view}/${encodeURIComponent(route.sku)}`;
    case 'links':
      return '#/links';
    case 'order':
      return `#/order/${encodeURIComponent(route.channel)}/${encodeURIComponent(route.order)}`;
    default:
      return route satisfies never;
  }
}

/** The view that is open now. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const change = () => setHash(location.hash);
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return routeOf(hash);
}
