import { readdirSync } from 'node:fs';
import jsxA11y from 'eslint-plugin-jsx-a11y-x';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Features must not import each other, and shared folders must not import features. Only app/ imports both.
const SHARED = ['api', 'charts', 'session', 'time', 'ui', 'view'];
const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
const boundaries = folders.filter((folder) => folder !== 'app').map((folder) => {
  const forbidden = folders.filter((other) => other !== folder && !SHARED.includes(other)).join('|');
  const path = `^(?:\\.\\./)+(?:${forbidden})/`;
  const message = 'Move what two features share to a shared folder.';
  return {
    files: [`src/${folder}/**`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: path, message }] }],
      'no-restricted-syntax': ['error', { selector: `ImportExpression[source.value=/${path.replaceAll('/', '\\/')}/]`, message }],
    },
  };
});

export default defineConfig(
  { ignores: ['dist', 'src/api/schema.ts'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      jsxA11y.configs.strict,
      reactHooks.configs.flat['recommended-latest'],
    ],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // An event handler can start a promise that handles its own errors.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      'no-console': 'error',
      // Scrollable regions need the keyboard focus.
      'jsx-a11y-x/no-noninteractive-tabindex': ['error', { tags: [], roles: ['region', 'tabpanel'] }],
      // The rule is for the React compiler, which is not used here.
      'react-hooks/incompatible-library': 'off',
    },
  },
  ...boundaries,
);
