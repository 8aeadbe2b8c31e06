/** The emulator that `npm test` started (or was given by STOCKLINE_EMULATOR_URL). */
export function emulatorUrl(): string {
  const url = process.env['STOCKLINE_TEST_EMULATOR_URL'];
  if (url === undefined) {
    throw new Error('These tests need the emulator: run them with `npm test`, which starts one.');
  }
  return url;
}

export function emulatorClientConfig() {
  return {
    endpoint: emulatorUrl(),
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
}
