/** Node runs the TypeScript sources of `#lib` imports through the `source` condition, as tsc does. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

const unit = {
  ...shared,
  displayName: 'unit',
  testMatch: ['<rootDir>/{apps,libs,deploy,test/bench,test/faults/checker}/**/*.spec.ts'],
};

/** On a real Kafka and a real Postgres, started once for the run. */
const stack = {
  ...shared,
  displayName: 'stack',
  testMatch: ['<rootDir>/test/!(bench)/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/faults/checker/', '<rootDir>/test/page/'],
  globalSetup: '<rootDir>/test/stack/setup.ts',
  globalTeardown: '<rootDir>/test/stack/teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/stack/retry-once.ts'],
};

/** In a real browser, which is installed if it is not there: that takes root and a Debian. */
const page = {
  ...stack,
  displayName: 'page',
  testMatch: ['<rootDir>/test/page/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};

/** The fault suite in full: the same scenarios with more of everything, and those that take long. */
const faults = {
  ...stack,
  displayName: 'faults',
  testMatch: ['<rootDir>/test/faults/**/*.{spec,long}.ts'],
  globals: { faultScale: 'full' },
};

export default {
  reporters: ['default', '<rootDir>/test/closing-line-reporter.mjs'],
  testSequencer: '<rootDir>/test/stack-first-sequencer.mjs',
  // More than CI has cores: most specs wait for what other processes do.
  maxWorkers: 3,
  // Enough for two starts of Kafka on a machine that has much else to do; what hangs is seen all the same.
  // A member of a group that is gone without a word is waited for a minute, and that may happen twice in a test.
  testTimeout: 240_000,
  projects: [unit, stack, page, faults],
};
