import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compress } from './compress.ts';

// `npm run dev` shows changes at once, against a stack that `make run` started.
const stack = process.env.STACK ?? 'http://localhost:3000';

export default defineConfig({
  plugins: [react(), compress()],
  server: { proxy: { '/v1': stack, '/config.json': stack, '/dev': stack } },
  build: {
    target: 'es2022',
    manifest: true,
    // No data: URLs: the policy has no exception for scripts or styles, and one path for files is enough.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    // Times are tested against named zones; the machine's own must not matter.
    env: { TZ: 'Pacific/Chatham' },
  },
});
