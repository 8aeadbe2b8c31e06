/** Where the emulators of `npm test` answer, and how AWS clients are set up for them. */

/** The emulators that `npm test` started; STOCKLINE_EMULATOR_URL may name the first. */
export function emulatorUrl(): string {
  const url = process.env['STOCKLINE_TEST_EMULATOR_URL'];
  if (url === undefined) {
    throw new Error('These tests need the emulator: run them with `npm test`, which starts one.');
  }
  return url;
}

export function emulatorClientConfig(endpoint = emulatorUrl()) {
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

/** The second emulator. `npm run test:guards` starts only the first: one is enough to notice that a guard is gone. */
export function secondEmulatorUrl(): string | undefined {
  return process.env['STOCKLINE_TEST_SECOND_EMULATOR_URL'];
}
