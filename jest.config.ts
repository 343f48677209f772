/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  // Types are checked by tsc, before.
  transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' }, swcrc: false }] },
  restoreMocks: true,
  // One for each core: the tests wait for programs more than they compute.
  maxWorkers: '100%',
  // Milliseconds: what is awaited comes, however slow the machine is; a test that fails by waiting may take its time.
  testTimeout: 60_000,
};

export default config;
