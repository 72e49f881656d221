import tseslint from 'typescript-eslint';

/** Which libraries each place may see, besides itself. Apps see libraries and never one another. */
const mayImport = {
  'libs/contracts': [],
  'libs/fallback': ['contracts'],
  'libs/providers': ['contracts', 'fallback'],
  'libs/kafka': ['contracts'],
  'libs/postgres': ['contracts'],
  'libs/telemetry': ['contracts'],
  'libs/node-version': [],
  'libs/service': ['contracts', 'telemetry'],
};

const libraries = Object.keys(mayImport).map((place) => place.slice('libs/'.length));

const boundaries = Object.entries(mayImport).map(([place, seen]) => ({
  files: [`${place}/**/*.ts`],
  // A library's tests may use the local stack's simulated providers.
  ignores: ['**/*.spec.ts', '**/*.fixture.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: libraries.filter((library) => !seen.includes(library)).map((library) => `#${library}`),
            message: `${place} may import ${seen.map((library) => `#${library}`).join(', ') || 'no library of ours'}.`,
          },
          { regex: `(^|/)(${libraries.join('|')})/src(/|$)`, message: 'Import a library through its #name.' },
          { regex: '^(\\.\\./)+(apps|test|deploy)/', message: 'Libraries see libraries alone.' },
        ],
      },
    ],
  },
}));

/** The pure core knows no framework, no log, no database and no telemetry. */
const pureCore = {
  files: ['libs/contracts/**/*.ts', 'libs/fallback/**/*.ts'],
  ignores: ['**/*.spec.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          { group: ['@nestjs/*', 'kafkajs', 'pg', '@opentelemetry/*', 'openai', 'ollama', 'node:*'] },
        ],
      },
    ],
  },
};

const throughTheDoor = {
  files: ['apps/**/*.{ts,tsx}', 'test/**/*.ts', 'deploy/**/*.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ regex: '(^|/)libs/', message: 'Import a library through its #name.' }] },
    ],
  },
};

const appsApart = ['router', 'health', 'cli'].map((app) => ({
  files: [`apps/${app}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: '(^|/)libs/', message: 'Import a library through its #name.' },
          { regex: '^(\\.\\./)+(apps/)?(router|health|cli)/', message: 'Apps never import one another.' },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.understudy'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  ...boundaries,
  pureCore,
  throughTheDoor,
  ...appsApart,
  {
    // Nest's decorators need their classes at run time, and expect()'s matchers are typed as any.
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
