import { Button } from '@mantine/core';
import { useState } from 'react';
import type { EventQuery } from '../../api/events';
import type { Event } from '../../api/types';
import { copy } from '../../ui/copy';
import { Icon } from '../../ui/Icon';
import { around } from '../../view/range';
import { activityUrl } from '../../view/url';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import { ValueMenu, type MenuAt } from '../table/ValueMenu';
import styles from './details.module.css';
import { EventFields } from './EventFields';
import { FindingNotes } from './FindingNotes';
import { RawEvent } from './RawEvent';

export type ContentProps = { event: Event; query: EventQuery; view: View; zone: string; onView: ChangeView };

/** The event in the panel: notes, fields with menus, and the event as JSON. */
export function EventContent({ event, query, view, zone, onView }: ContentProps) {
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const isOwn = query.scope === 'own';
  const range = around(event.occurred_at);
  return (
    <>
      {!isOwn && <FindingNotes event={event} />}
      <div className={styles.actions}>
        <Button variant="default" size="compact-xs" onClick={() => { onView({ range }); }}>
          ± 15 minutes
        </Button>
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<Icon name="copy" size={12} />}
          onClick={() => void copy(location.origin + activityUrl({ range, zone: view.zone, event: { source: event.source, id: event.id } }, isOwn ? '/my-activity' : '/activity'))}
        >
          Copy link
        </Button>
      </div>
      <EventFields {...{ event, query, view, zone }} onMenu={setMenu} />
      <RawEvent event={event} />
      {menu && <ValueMenu at={menu} {...{ view, zone, onView }} withUser={!isOwn} onClose={() => { setMenu(null); }} />}
    </>
  );
}
