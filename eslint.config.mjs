import js from '@eslint/js';
import vue from 'eslint-plugin-vue';
import vueAccessibility from 'eslint-plugin-vuejs-accessibility';
import tseslint from 'typescript-eslint';

/** Functions that were long before the rule; the list only gets shorter. */
const longFunctionsNotYetDivided = [
  'src/engine/engine.ts',
  'src/formats/readers/igor-wave.ts',
  'src/host/engine-supervisor.ts',
  'src/host/host.ts',
  'src/host/process-supervisor.ts',
  'src/host/profile-store.ts',
  'src/lab/training/train.ts',
  'src/renderer/features/profiles/use-profile-editor.ts',
  'src/renderer/features/spectrum/spectrum-chart.ts',
  'src/renderer/features/spectrum/use-window-drag.ts',
  'src/renderer/ui/map/use-region-drawing.ts',
];

export default tseslint.config(
  {
    ignores: [
      'out/',
      'coverage/',
      'playwright-report/',
      'test-results/',
      'training-runs/',
      '.tensorflow/',
      '.bootstrap/',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  ...vue.configs['flat/recommended'],
  ...vueAccessibility.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    rules: {
      // The type checker knows every name, in every layer's own globals.
      'no-undef': 'off',
      eqeqeq: 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Prettier decides on layout.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/require-default-prop': 'off',
      // A label that wraps or points to its control is enough for assistive technology.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.vue'],
    ignores: ['src/main/external-links.ts', 'src/**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='shell'][property.name='openExternal']",
          message: 'Open links through main/external-links.ts, which admits http and https only.',
        },
      ],
    },
  },
  {
    // Stores are lists of what they offer, as tables are; a suite of tests is one too.
    files: ['src/**/*.ts', 'scripts/**/*.mjs'],
    ignores: ['src/renderer/stores/**', 'src/**/*.test.ts', ...longFunctionsNotYetDivided],
    rules: {
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // These tools load their configuration from a default export.
    files: [
      '*.config.ts',
      'tests/bench/*.config.ts',
      '*.config.mjs',
      '.*.mjs',
      'knip.ts',
      '**/*.d.ts',
    ],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['scripts/**/*.mjs'],
    rules: { 'no-console': 'off' },
  },
);
