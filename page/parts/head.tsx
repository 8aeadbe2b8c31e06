/** The head of the page: where one is, light or dark, and the way out. */
import { useEffect, useState } from 'preact/hooks';
import { addressOf, type Route } from '../live/route.ts';
import { keep, presentTheme, showIn, type Theme } from '../live/theme.ts';

const VIEWS: readonly { readonly name: string; readonly route: Route }[] = [
  { name: 'Now', route: { view: 'now' } },
  { name: 'Stock', route: { view: 'stock', query: '', filter: 'all' } },
  { name: 'Orders', route: { view: 'order', channel: '', order: '' } },
  { name: 'Links', route: { view: 'links' } },
];

export function Head({ view, onSignOut }: { readonly view: Route['view']; readonly onSignOut: () => void }) {
  const open = view === 'sku' ? 'stock' : view;
  return (
    <header class="head">
      <a class="brand" href={addressOf({ view: 'now' })}>
        <Mark /> Stockline
      </a>
      <nav aria-label="Views">
        {VIEWS.map(({ name, route }) => (
          <a key={name} href={addressOf(route)} {...(route.view === open && { 'aria-current': 'page' })}>
            {name}
          </a>
        ))}
      </nav>
      <div class="head-end">
        <ThemeButton />
        <button type="button" class="quiet" onClick={onSignOut}>
          Sign out
        </button>
      </div>
    </header>
  );
}

/** Three listings at one level. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M2 9h20" />
      <rect x="3" y="11.5" width="4.6" height="9" rx="1.4" />
      <rect x="9.7" y="11.5" width="4.6" height="9" rx="1.4" />
      <rect x="16.4" y="11.5" width="4.6" height="9" rx="1.4" />
      <circle cx="12" cy="5" r="2.2" />
    </svg>
  );
}

/** As the system has it, until somebody chooses. */
function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(presentTheme());
  useEffect(() => showIn(theme), [theme]);
  const other = theme === 'dark' ? 'light' : 'dark';
  const change = () => {
    keep(other);
    setTheme(other);
  };
  return (
    <button
      type="button"
      class="quiet icon"
      onClick={change}
      aria-label={`Show it ${other}`}
      title={`Show it ${other}`}
    >
      <span aria-hidden="true">{theme === 'dark' ? '☀' : '☾'}</span>
    </button>
  );
}
