/** Whether somebody is signed in, as far as the API's answers said. */

const signedOut = new EventTarget();

/** An answer said that the session is over. */
export function endOfSession(): void {
  signedOut.dispatchEvent(new Event('end'));
}

/** Calls `act` each time the session is over; returns what ends that. */
export function onEndOfSession(act: () => void): () => void {
  signedOut.addEventListener('end', act);
  return () => signedOut.removeEventListener('end', act);
}
