import { readsEverything, useMe } from '../api/me';
import type { Me } from '../api/types';
import { MonitorOff } from '../notices/MonitorOff';
import { Page } from '../ui/Page';
import { Explorer } from './Explorer';

/** One's own events. */
export default function MyActivityPage() {
  const me = useMe();
  const isOff = me.settings?.activity_monitor === false;
  if (isOff && !readsEverything(me)) {
    return (
      <Page title="My activity">
        <MonitorOff />
      </Page>
    );
  }
  return <Explorer whose="own" title="My activity" lead={whatIsRecorded(me)} notice={isOff && <MonitorOff />} />;
}

/** Says what is recorded of a person, for how long, and who can see it. */
function whatIsRecorded({ settings }: Me): string {
  const what = settings?.collect_details
    ? 'what you do, when, how it went, on which device and from which IP address and place'
    : 'what you do, when, how it went and on which device, but not from which IP address or place';
  const days = settings?.retention_days ?? 400;
  return `Your organization records ${what}, and keeps it for ${days} days. You, its owners, admins and auditors can see it; if you do not recognise something, tell them.`;
}
