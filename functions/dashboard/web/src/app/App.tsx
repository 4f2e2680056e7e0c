import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { queryClient } from '../api/queryClient';
import { SessionGate } from '../session/SessionGate';
import { Boundary } from '../ui/Boundary';
import { Pages } from './Pages';
import { theme } from './theme';

/** The providers of the app, around the pages. */
export function App() {
  return (
    // Without style elements, which the content security policy forbids: theme.css has all variables.
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" limit={5} />
        <Boundary>
          <SessionGate>
            <Pages />
          </SessionGate>
        </Boundary>
      </QueryClientProvider>
    </MantineProvider>
  );
}
