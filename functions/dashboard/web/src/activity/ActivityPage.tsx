import { useMe } from '../api/me';
import { MonitorOff } from '../notices/MonitorOff';
import { Explorer } from './Explorer';

/** Everybody's events of the organization. */
export default function ActivityPage() {
  const { settings } = useMe();
  // What was recorded before it was switched off can still be looked through.
  return <Explorer whose="everybody" title="Activity" notice={settings?.activity_monitor === false && <MonitorOff />} />;
}
