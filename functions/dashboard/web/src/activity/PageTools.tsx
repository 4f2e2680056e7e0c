import { ActionIcon, Button } from '@mantine/core';
import { Suspense } from 'react';
import type { EventQuery, Scope } from '../api/events';
import type { Summary } from '../api/types';
import { copy } from '../ui/copy';
import { Icon } from '../ui/Icon';
import { LiveSwitch } from '../ui/LiveSwitch';
import { ZonePicker } from '../ui/ZonePicker';
import { fixedUrl } from '../view/url';
import type { ChangeView } from '../view/useView';
import type { View } from '../view/view';
import { Boundary } from '../ui/Boundary';
import { lazy } from '../ui/lazy';

const ViewsMenu = lazy(() => import('./views/ViewsMenu'));

const FIXED = 'New events are after this time range. To see them live, select a range that ends now.';

type Props = {
  scope: Scope;
  view: View;
  query: EventQuery;
  canBeLive: boolean;
  /** The counted range, which has the start of all time. */
  counted: Summary | undefined;
  onView: ChangeView;
  onRefresh: () => void;
};

/** The actions beside the heading of a page of events. */
export function PageTools({ scope, view, query, canBeLive, counted, onView, onRefresh }: Props) {
  const { from = counted?.from, to } = query.bounds;
  return (
    <>
      {canBeLive && <LiveSwitch view={view} text="Show new events as they arrive" fixedText={FIXED} onView={onView} />}
      <ZonePicker zone={view.zone} onChange={(zone) => { onView({ zone }); }} />
      <Button
        variant="default"
        leftSection={<Icon name="link" size={14} />}
        title="Copies a link to exactly these events: its times are fixed, and do not move with the clock"
        onClick={() => void copy(fixedUrl(view, { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }), 'Link copied. Its times are fixed.')}
      >
        Copy link
      </Button>
      <Boundary isPart>
        <Suspense>
          <ViewsMenu {...{ scope, view, onView }} />
        </Suspense>
      </Boundary>
      <ActionIcon aria-label="Refresh" title="Refresh" size={30} variant="default" onClick={onRefresh}>
        <Icon name="refresh" size={15} />
      </ActionIcon>
    </>
  );
}
