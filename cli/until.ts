const PATIENCE_MS = 60_000;
const LOOK_MS = 250;

/** ChannelsToNotify again and again until there is something, for a minute at most; then resolves with undefined. */
export async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found | undefined> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined || Date.now() >= end) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
