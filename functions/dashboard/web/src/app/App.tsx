import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { queryClient } from '../api/queryClient';
import { SessionGate } from '../session/SessionGate';
import { Boundary } from '../ui/Boundary';
import { Pages } from './Pages';
import { theme } from './theme';

/** The app: what every part of it needs, around what the session allows. */
export function App() {
  return (
    // No style element, as the page's policy asks for: theme.css has all variables, and no class is global.
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
