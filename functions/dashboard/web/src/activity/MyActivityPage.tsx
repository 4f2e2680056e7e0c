import { readsEverything, useMe } from '../api/me';
import type { Me } from '../api/types';
import { MonitorOff } from '../ui/MonitorOff';
import { Page } from '../ui/Page';
import { Explorer } from './Explorer';

/** The user's own events. */
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
  return <Explorer scope="own" title="My activity" lead={recordingText(me)} notice={isOff && <MonitorOff />} />;
}

/** Returns what is recorded about members, for how long, and who can see it. */
function recordingText({ settings }: Me): string {
  const what = settings?.collect_details
    ? 'what you do, when, with which result, on which device, and from which IP address and location'
    : 'what you do, when, with which result and on which device, but not your IP address or location';
  const days = settings?.retention_days ?? 400;
  return `Your organization records ${what}. Events are kept for ${days} days. You, owners, admins and auditors can see them. If you don’t recognize an event, tell an owner or admin.`;
}
