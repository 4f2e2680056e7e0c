import { Switch } from '@mantine/core';
import { useState } from 'react';
import { useChangeSettings, useSettings } from '../api/settings';
import type { Settings, SettingsChange } from '../api/types';
import TurnOn from '../notices/TurnOn';
import { ErrorState, errorText, RequestId } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { CoverageTimeline } from './CoverageTimeline';
import { questionFor } from './questions';
import { Retention } from './Retention';
import { Setting } from './Setting';
import { SettingQuestion } from './SettingQuestion';
import styles from './settings.module.css';

/** The settings of the organization, and their changes. */
export default function SettingsPage() {
  const { data, error, refetch } = useSettings();
  return (
    <Page title="Settings">
      {data ? <Switches settings={data.settings} /> : error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />}
      <CoverageTimeline heading="Coverage" />
    </Page>
  );
}

function Switches({ settings }: { settings: Settings }) {
  const change = useChangeSettings();
  const [asking, setAsking] = useState<SettingsChange | null>(null);
  const close = () => { setAsking(null); };
  const named = (id: string) => ({ 'aria-labelledby': `${id}-name`, 'aria-describedby': `${id}-text` });
  const want = (wanted: SettingsChange) => {
    // People are recorded from the moment the monitor is on: that is asked as well.
    if (wanted.activity_monitor === true || questionFor(settings, wanted)) setAsking(wanted);
    else change.mutate(wanted);
  };
  const question = asking && questionFor(settings, asking);
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
          text="Records what members do in all products. Takes effect at once. While it is off, nothing is recorded."
          control={
            <Switch
              {...named('monitor')}
              checked={settings.activity_monitor}
              onChange={() => { want({ activity_monitor: !settings.activity_monitor }); }}
            />
          }
        />
        <Setting
          id="show"
          name="Show details"
          text="Shows IP address, ISP and location to those who may see the events. Off hides them at once from everyone and from exports; on shows the stored ones again."
          control={
            <Switch
              {...named('show')}
              checked={settings.show_details}
              disabled={change.isPending}
              onChange={() => { want({ show_details: !settings.show_details }); }}
            />
          }
        />
        <Setting
          id="collect"
          name="Collect details"
          text="Stores IP address, ISP and location with new events. Takes effect with the next event. Details that are not stored can never be shown."
          control={
            <Switch
              {...named('collect')}
              checked={settings.collect_details}
              disabled={change.isPending}
              onChange={() => { want({ collect_details: !settings.collect_details }); }}
            />
          }
        />
        <Setting
          id="retention"
          name="Retention"
          isWide
          text="How long events are kept. More days apply to events recorded from now on. Fewer days hide older events at once; they are deleted when their original time comes."
          control={
            <Retention
              days={settings.retention_days}
              isPending={change.isPending}
              onSave={(days) => { want({ retention_days: days }); }}
            />
          }
        />
      </div>
      {asking && question && <SettingQuestion question={question} change={asking} onClose={close} />}
      {asking?.activity_monitor === true && <TurnOn onClose={close} />}
    </>
  );
}
