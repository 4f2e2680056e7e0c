import { QueryClient } from '@tanstack/react-query';
import { isPassing } from './problem';

const ATTEMPTS = 3;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Rows do not change under the reader: asking again is their choice.
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (failures, error) => failures < ATTEMPTS && isPassing(error),
      retryDelay: (failures) => Math.random() * 1000 * 2 ** failures,
    },
    mutations: { retry: false },
  },
});
