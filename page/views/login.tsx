/** The way in: the token is entered once. */
import { useState } from 'preact/hooks';
import { signIn } from '../live/api.ts';
import { Mark } from '../parts/head.tsx';

export function LoginView({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget;
    const token = form instanceof HTMLFormElement ? String(new FormData(form).get('token') ?? '') : '';
    setBusy(true);
    const refused = await signIn(token);
    setBusy(false);
    setProblem(refused);
    if (refused === undefined) {
      onSignedIn();
    }
  };
  return (
    <main class="login" id="main">
      <form class="card" onSubmit={(event) => void submit(event)}>
        <h1>
          <Mark /> Stockline
        </h1>
        <p>One stock figure per SKU, true on every channel.</p>
        <label for="token">API token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus />
        {problem !== undefined && (
          <p class="refused" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" disabled={isBusy}>
          {isBusy ? 'Signing in …' : 'Sign in'}
        </button>
        <p class="hint">
          It is in the secret <code>stockline/api</code> of AWS Secrets Manager; <code>npm start</code> prints it. You
          stay signed in for twelve hours. This page only reads.
        </p>
      </form>
    </main>
  );
}
