import { useMe } from '../api/me';
import { MonitorOff } from '../ui/MonitorOff';
import { Explorer } from './Explorer';

/** All events of the organization. */
export default function ActivityPage() {
  const { settings } = useMe();
  // Events recorded before it was turned off are still visible.
  return <Explorer scope="organization" title="Activity" notice={settings?.activity_monitor === false && <MonitorOff />} />;
}
