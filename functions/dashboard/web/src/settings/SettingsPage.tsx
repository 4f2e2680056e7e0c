import { Switch } from '@mantine/core';
import { useState } from 'react';
import { useChangeSettings, useSettings, type Settings } from '../api/settings';
import TurnOn from '../notices/TurnOn';
import { ErrorState, errorText, RequestId } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { CoverageTimeline } from './CoverageTimeline';
import { Retention } from './Retention';
import { Setting } from './Setting';
import styles from './settings.module.css';
import { TurnOff } from './TurnOff';

/** What the organisation chooses, and what it chose when. */
export default function SettingsPage() {
  const { data, error, refetch } = useSettings();
  return (
    <Page title="Settings">
      {data ? <Switches settings={data.settings} /> : error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />}
      <CoverageTimeline />
    </Page>
  );
}

function Switches({ settings }: { settings: Settings }) {
  const change = useChangeSettings();
  // Which way was asked for: the switch turns before its question has gone.
  const [asking, setAsking] = useState<'on' | 'off' | null>(null);
  const close = () => { setAsking(null); };
  const named = (id: string) => ({ 'aria-labelledby': `${id}-name`, 'aria-describedby': `${id}-text` });
  return (
    <>
      {change.error && (
        <Notice tone="red">
          {errorText(change.error)} <RequestId error={change.error} />
        </Notice>
      )}
      <div className={styles.settings}>
        <Setting
          id="monitor"
          name="Activity monitor"
          text="Records what members do in all products. Takes effect at once; while it is off, nothing is recorded."
          control={
            <Switch {...named('monitor')} checked={settings.activity_monitor} onChange={() => { setAsking(settings.activity_monitor ? 'off' : 'on'); }} />
          }
        />
        <Setting
          id="show"
          name="Show details"
          text="Shows IP address, ISP and location to those who may see the events. Off hides them at once from everyone and from exports; on shows those again that were collected."
          control={
            <Switch
              {...named('show')}
              checked={settings.show_details}
              disabled={change.isPending}
              onChange={(event) => { change.mutate({ show_details: event.currentTarget.checked }); }}
            />
          }
        />
        <Setting
          id="collect"
          name="Collect details"
          text="Stores IP address, ISP and location with new events. Takes effect with the next event; what was not collected can never be shown."
          control={
            <Switch
              {...named('collect')}
              checked={settings.collect_details}
              disabled={change.isPending}
              onChange={(event) => { change.mutate({ collect_details: event.currentTarget.checked }); }}
            />
          }
        />
        <Setting
          id="retention"
          name="Retention"
          isWide
          text="How long events are kept. More days hold for events that are recorded from now on; fewer hold at once for all."
          control={<Retention days={settings.retention_days} />}
        />
      </div>
      {asking === 'off' && <TurnOff onClose={close} />}
      {asking === 'on' && <TurnOn onClose={close} />}
    </>
  );
}
