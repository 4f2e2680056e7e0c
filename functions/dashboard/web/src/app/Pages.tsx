import { Button } from '@mantine/core';
import { Suspense } from 'react';
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { readsEverything, useMeQuery } from '../api/me';
import { useNotifications } from '../api/notifications';
import type { Me } from '../api/types';
import { signOut } from '../session/session';
import { Boundary } from '../ui/Boundary';
import { ErrorState } from '../ui/ErrorState';
import { lazy } from '../ui/lazy';
import { Loading } from '../ui/Loading';
import { State, StateText } from '../ui/State';
import { startPath } from './navigation';
import { ROUTES } from './routes';
import { Shell } from './Shell';

const PlanPage = lazy(() => import('./PlanPage'));
const ExportToasts = lazy(() => import('../exports/ExportToasts'));
const StreamNotice = lazy(() => import('../streams/StreamNotice'));

/** All pages, once the user is known. */
export function Pages() {
  const { data: me, error, refetch } = useMeQuery();
  const [path] = useLocation();
  const search = useSearch();
  useNotifications(me?.organization?.includes_monitor ?? false);
  if (error && !me) {
    return (
      <main>
        <ErrorState isPage error={error} onRetry={() => void refetch()} />
        <State title="Wrong account?" actions={<Button variant="default" onClick={() => void signOut()}>Sign out</Button>} />
      </main>
    );
  }
  if (!me) return <Loading />;
  return (
    <Shell me={me}>
      {readsEverything(me) && me.organization?.includes_monitor && (
        <Boundary isPart resetKey={path}>
          <Suspense>
            <StreamNotice />
          </Suspense>
        </Boundary>
      )}
      <Boundary resetKey={`${path}?${search}`}>
        <Suspense fallback={<Loading />}>
          <CurrentPage me={me} />
        </Suspense>
      </Boundary>
      {me.organization && (
        <Boundary isPart resetKey={path}>
          <Suspense>
            <ExportToasts />
          </Suspense>
        </Boundary>
      )}
    </Shell>
  );
}

function CurrentPage({ me }: { me: Me }) {
  if (me.organization && !me.organization.includes_monitor) return <PlanPage />;
  const start = startPath(me);
  return (
    <Switch>
      <Route path="/">
        <Redirect to={start} replace />
      </Route>
      {ROUTES.map(({ path, page: Page, isAllowed }) => (
        <Route key={path} path={path}>
          {isAllowed(me) ? <Page /> : <NotAllowed me={me} start={start} />}
        </Route>
      ))}
      <Route>
        <State isPage title="Page not found" actions={<a href={start}>Go to start page</a>} />
      </Route>
    </Switch>
  );
}

function NotAllowed({ me, start }: { me: Me; start: string }) {
  return (
    <State isPage title="Your role doesn’t allow this page" actions={<a href={start}>Go to start page</a>}>
      {me.role !== 'operator' && <StateText>To get access, ask an owner or admin of your organization.</StateText>}
    </State>
  );
}
