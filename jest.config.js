/** One project per kind of test, so that `npm run test:unit` needs no emulator and no synthesis. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript' },
          // JSON is imported with its type, as Node wants it.
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

export default {
  // No test is about speed: a loaded machine may take its time, a hanging test still ends.
  testTimeout: 60_000,
  // Jest leaves one core free, and would use one of two. What waits for emulators leaves more than that.
  maxWorkers: 2,
  // What a test file loaded as ES modules is not freed (https://github.com/jestjs/jest/issues/14605, jest 30): a worker that holds more starts anew.
  workerIdleMemoryLimit: '2GB',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/test/{bench,clients,shared,functions,infra,integrations,cli,local,page,sandbox,simulator,guards,fakes,model,mutation,properties,simulation,hostile,scars,black-box,conformance,contract,schemas}/**/*.test.ts',
      ],
    },
    { ...base, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.test.ts'] },
    { ...base, displayName: 'emulator', testMatch: ['<rootDir>/test/emulator/**/*.test.ts'] },
  ],
};
