import { readsEverything, useMe } from '../api/me';
import { Page } from '../ui/Page';
import { ZonePicker } from '../ui/ZonePicker';
import { useView } from '../view/useView';
import { CoverageTimeline } from './CoverageTimeline';

/** When the monitor was on and off. */
export default function CoveragePage() {
  const me = useMe();
  const [view, onView] = useView();
  const changes = readsEverything(me) ? ', and who changed that' : '';
  return (
    <Page
      title="Coverage"
      lead={`When events were recorded and when not${changes}. Events that occurred while the monitor was off were not recorded.`}
      actions={<ZonePicker zone={view.zone} onChange={(zone) => { onView({ zone }); }} />}
    >
      <CoverageTimeline />
    </Page>
  );
}
