import { ActionIcon } from '@mantine/core';
import { useMemo, type ComponentType } from 'react';
import { useCoverage } from '../api/coverage';
import { useMe } from '../api/me';
import { bandsOf } from '../charts/bands';
import { formatTime } from '../time/format';
import { resolveZone } from '../time/zone';
import { Icon } from '../ui/Icon';
import { LiveSwitch } from '../ui/LiveSwitch';
import { MonitorOff } from '../ui/MonitorOff';
import { Page } from '../ui/Page';
import { ZonePicker } from '../ui/ZonePicker';
import { useKeptView } from '../view/useKeptView';
import { Answers } from './Answers';
import { Cards } from './Cards';
import styles from './overview.module.css';
import { RangeSelect } from './RangeSelect';
import { useTimes } from './useTimes';

type Props = {
  /** The findings that need a look. */
  findings: ComponentType<{ zone: string }>;
};

/** What happened in the organization, and what needs a look. */
export function Overview({ findings: Findings }: Props) {
  const me = useMe();
  const [view, onView] = useKeptView();
  const zone = resolveZone(view.zone);
  const { range, current, anchored, name, refresh } = useTimes(view.range, zone, view.live);
  const coverage = useCoverage(current.requestedAt);
  const bands = useMemo(() => (coverage.data ? bandsOf(coverage.data) : coverage.error ? null : undefined), [coverage.data, coverage.error]);
  const onRetryCoverage = () => void coverage.refetch();
  const shared = { current, anchored, zone, zoneChoice: view.zone, bands, coverage: coverage.data, onRetryCoverage };
  return (
    <Page
      title="Overview"
      actions={
        <>
          <RangeSelect range={range} zone={zone} onChange={(range) => { onView({ range }); }} />
          <ZonePicker zone={view.zone} onChange={(zone) => { onView({ zone }); }} />
          <LiveSwitch view={view} text="Update every minute" fixedText="Only a time range that ends now can be live." onView={onView} />
          <ActionIcon aria-label="Refresh" title="Refresh" size={30} variant="default" onClick={refresh}>
            <Icon name="refresh" size={15} />
          </ActionIcon>
        </>
      }
    >
      {me.settings?.activity_monitor === false && <MonitorOff />}
      <p className={styles.asOf}>
        Until {formatTime(current.to, zone)}, compared with {name}
      </p>
      <Cards name={name} {...shared} />
      <Findings zone={zone} />
      <Answers {...shared} />
    </Page>
  );
}
