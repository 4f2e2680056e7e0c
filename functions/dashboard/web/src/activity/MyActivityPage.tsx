import { readsEverything, useMe } from '../api/me';
import { MonitorOff } from '../ui/MonitorOff';
import { Page } from '../ui/Page';
import { recordingText } from '../view/recordingText';
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
