import { QueryClient } from '@tanstack/react-query';
import { isTransient } from './problem';

const ATTEMPTS = 3;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Rows change only when the user refreshes.
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (failures, error) => failures < ATTEMPTS && isTransient(error),
      retryDelay: (failures) => Math.random() * 1000 * 2 ** failures,
    },
    mutations: { retry: false },
  },
});
