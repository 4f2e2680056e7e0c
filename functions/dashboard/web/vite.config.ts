import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compress } from './compress.ts';
import { guides } from './guides.ts';

// `npm run dev` uses the API of a stack that `make run` started.
const stack = process.env.STACK ?? 'http://localhost:3000';

export default defineConfig({
  plugins: [react(), guides(), compress()],
  server: { proxy: { '/v1': stack, '/config.json': stack, '/dev': stack } },
  build: {
    target: 'es2022',
    manifest: true,
    // No data: URLs, which the content security policy forbids for scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    // Tests name their zones. An unusual default finds tests that depend on it.
    env: { TZ: 'Pacific/Chatham' },
  },
});
