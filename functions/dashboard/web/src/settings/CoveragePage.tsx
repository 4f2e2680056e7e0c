import { ZonePicker } from '../activity/filters/ZonePicker';
import { readsEverything, useMe } from '../api/me';
import { Page } from '../ui/Page';
import { useView } from '../view/useView';
import { CoverageTimeline } from './CoverageTimeline';

/** When the monitor was on and off, for everyone who reads events. */
export default function CoveragePage() {
  const me = useMe();
  const [view, onView] = useView();
  return (
    <Page
      title="Coverage"
      lead={
        readsEverything(me)
          ? 'When events were recorded, when not, and who changed it. Events that occurred while the monitor was off were not recorded.'
          : 'When events were recorded and when not. Events that occurred while the monitor was off were not recorded.'
      }
      actions={<ZonePicker zone={view.zone} onChange={(zone) => { onView({ zone }); }} />}
    >
      <CoverageTimeline />
    </Page>
  );
}
