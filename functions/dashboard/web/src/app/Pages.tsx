import { Button } from '@mantine/core';
import { Suspense } from 'react';
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { useMeQuery } from '../api/me';
import type { Me } from '../api/types';
import { signOut } from '../session/session';
import { Boundary } from '../ui/Boundary';
import { ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { part } from '../ui/part';
import { State, StateText } from '../ui/State';
import { routesOf } from './routes';
import { Shell } from './Shell';

const ActivityPage = part(() => import('../activity/ActivityPage'));
const MyActivityPage = part(() => import('../activity/MyActivityPage'));
const ExportsPage = part(() => import('../exports/ExportsPage'));
const SettingsPage = part(() => import('../settings/SettingsPage'));
const CoveragePage = part(() => import('../settings/CoveragePage'));
const OrganizationsPage = part(() => import('../operator/OrganizationsPage'));
const KeysPage = part(() => import('../operator/KeysPage'));
const PlanPage = part(() => import('../notices/PlanPage'));
const ExportToasts = part(() => import('../exports/ExportToasts'));

/** Every page, once it is known who is asking. */
export function Pages() {
  const { data: me, error, refetch } = useMeQuery();
  const [path] = useLocation();
  const search = useSearch();
  if (error && !me) {
    return (
      <main>
        <ErrorState isPage error={error} onRetry={() => void refetch()} />
        <State title="Is this the wrong account?" actions={<Button variant="default" onClick={() => void signOut()}>Sign out</Button>} />
      </main>
    );
  }
  if (!me) return <Loading />;
  return (
    <Shell me={me}>
      <Boundary resetKey={`${path}?${search}`}>
        <Suspense fallback={<Loading />}>
          <PagesOf me={me} />
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

function PagesOf({ me }: { me: Me }) {
  if (me.organization && !me.organization.includes_monitor) return <PlanPage />;
  const allowed = new Set(routesOf(me).map(({ path }) => path));
  const start = routesOf(me)[0]?.path ?? '/my-activity';
  const page = (path: string, Page: React.ComponentType) => (
    <Route path={path}>{allowed.has(path) ? <Page /> : <NotAllowed me={me} start={start} />}</Route>
  );
  return (
    <Switch>
      <Route path="/">
        <Redirect to={start} replace />
      </Route>
      {page('/activity', ActivityPage)}
      {page('/my-activity', MyActivityPage)}
      {page('/exports', ExportsPage)}
      {page('/coverage', CoveragePage)}
      {page('/settings', SettingsPage)}
      {page('/organizations', OrganizationsPage)}
      {page('/keys', KeysPage)}
      <Route>
        <State isPage title="Page not found" actions={<a href={start}>Go to your first page</a>} />
      </Route>
    </Switch>
  );
}

function NotAllowed({ me, start }: { me: Me; start: string }) {
  return (
    <State isPage title="Your role does not allow this page" actions={<a href={start}>Go to your first page</a>}>
      {me.role !== 'operator' && <StateText>If you need it, ask an owner or admin of your organization.</StateText>}
    </State>
  );
}
