import { defineConfig, globalIgnores } from 'eslint/config';
import jest from 'eslint-plugin-jest';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

/** Who may not know whom: `message` says why. */
/** @returns {import('eslint').Linter.RulesRecord} */
const forbid = (/** @type {{ group: string[], message: string }[]} */ ...patterns) => ({
  'no-restricted-imports': ['error', { patterns }],
});
const sockets = { group: ['net', 'node:net', '**/connections/*'], message: 'The chat knows no sockets.' };
const chat = {
  group: [
    '**/chat.ts',
    '**/operators/*',
    '**/session.ts',
    '**/parseMessage.ts',
    '**/said.ts',
    '**/batch.ts',
    '**/roster.ts',
  ],
  message: 'Sockets know no chat.',
};
const broker = {
  group: ['@nats-io/*', '**/nats/*'],
  message: 'The chat and its sockets know no broker: a backplane is given to them.',
};
const inside = {
  group: ['net', 'node:net', '**/connections/*', ...chat.group, '**/nats/*'],
  message: 'Operations know events alone, neither sockets nor the inside of the chat.',
};
const program = {
  group: [
    'node:process',
    'pino',
    'commander',
    '**/cli.ts',
    '**/talk.ts',
    '**/log*.ts',
    '**/stdoutLogger.ts',
    '**/signals.ts',
  ],
  message: 'Only the command line knows the process and its log.',
};
const options = {
  group: ['**/configuration/*', '**/optionTable.ts'],
  message: 'Only the command line knows where options are from.',
};
const server = {
  group: [
    '**/chat.ts',
    '**/talkServer.ts',
    '**/session.ts',
    '**/said.ts',
    '**/batch.ts',
    '**/roster.ts',
    '**/history.ts',
    '**/backplane.ts',
    '**/events.ts',
    '**/operators/*',
    '!**/operators/operate.ts', // how an operator is made
    '!**/operators/wholeMessages.ts', // an input has lines, too
    '**/connections/*',
    '!**/connections/settings.ts', // what an address is
  ],
  message: 'The client knows what messages and addresses look like, and nothing else of the server.',
};
/** @type {import('eslint').Linter.RulesRecord} */
const noProcess = { 'no-restricted-globals': ['error', { name: 'process', message: program.message }] };

export default defineConfig(
  globalIgnores(['**/dist', 'coverage', 'docs/api']),
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  rxjsX.configs.strict,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // takeUntil(stop$) ends the inputs, so that what they brought is still passed on.
      'rxjs-x/no-unsafe-takeuntil': 'off',
      'rxjs-x/finnish': [
        'error',
        {
          functions: false,
          methods: false,
          strict: true,
          types: { OperatorFunction$: false, WebFactory$: false },
          names: { '^(hot|cold|use)$': false },
        },
      ],
    },
  },
  {
    files: [
      'src/operators/**',
      'src/chat.ts',
      'src/session.ts',
      'src/batch.ts',
      'src/said.ts',
      'src/parseMessage.ts',
      'src/roster.ts',
      'src/history.ts',
      'src/backplane.ts',
    ],
    rules: { ...forbid(sockets, broker, program, options), ...noProcess },
  },
  { files: ['src/connections/**'], rules: { ...forbid(chat, broker, program, options), ...noProcess } },
  { files: ['src/nats/**'], rules: { ...forbid(sockets, program, options), ...noProcess } },
  { files: ['src/nats/probe.ts'], rules: forbid(chat, program, options) },
  { files: ['src/client/**'], rules: { ...forbid(server, broker, program), ...noProcess } },
  { files: ['src/web/**'], rules: { ...forbid(chat, broker, program, options), ...noProcess } },
  {
    files: ['src/operations/**'],
    rules: { ...forbid(inside, broker, program, options), ...noProcess },
  },
  {
    files: ['src/talkServer.ts', 'src/options.ts', 'src/events.ts'],
    rules: { ...forbid(broker, program), ...noProcess },
  },
  {
    files: ['__tests__/**/*.ts'],
    ...jest.configs['flat/recommended'],
    rules: {
      ...jest.configs['flat/recommended'].rules,
      'jest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect', 'marbles', '*.gets', '*.prints', 'speak', 'isTold'] },
      ],
      // An error that nobody handles, and a stream without the value that is waited for, fail the test as they are.
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/no-ignored-default-value': 'off',
      'rxjs-x/no-ignored-replay-buffer': 'off',
    },
  },
  {
    files: ['docs/examples/**'],
    // A stream without the value that is waited for is an error as it is.
    rules: { 'rxjs-x/no-ignored-default-value': 'off' },
  },
  {
    files: ['docs/examples/nestjs/**'],
    rules: {
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }], // Nest's modules
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off', // Nest's options are a class, and are given as literals
    },
  },
  {
    files: ['**/*.js'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      'rxjs-x/no-implicit-any-catch': 'off',
    },
  },
);
