/** Light or dark: as the system has it, until somebody chooses. */

export type Theme = 'light' | 'dark';

const KEPT = 'stockline-theme';

/** What was chosen in this browser, or what the system has. */
export function presentTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept === 'light' || kept === 'dark') {
      return kept;
    }
  } catch {
    // A browser that keeps nothing has nothing chosen.
  }
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function showIn(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}

export function keep(theme: Theme): void {
  try {
    localStorage.setItem(KEPT, theme);
  } catch {
    // The choice holds until the page is left.
  }
}
