import { Switch } from '@mantine/core';
import { useState } from 'react';
import { changesSettings, useMe } from '../api/me';
import { useChangeSettings, useSettings } from '../api/settings';
import type { Settings, SettingsChange } from '../api/types';
import { ErrorState } from '../ui/ErrorState';
import { FormError } from '../ui/FormError';
import { Loading } from '../ui/Loading';
import { Page } from '../ui/Page';
import { Setting, SettingList } from '../ui/Setting';
import TurnOnMonitor from '../ui/TurnOnMonitor';
import { confirmationFor } from './confirmations';
import { ConfirmSetting } from './ConfirmSetting';
import { CoverageTimeline } from './CoverageTimeline';
import { ReaderKeys } from './ReaderKeys';
import { Retention } from './Retention';

/** The settings of the organization, its reader keys, and the history of changes. Auditors see only the keys. */
export default function SettingsPage() {
  const canChange = changesSettings(useMe());
  return (
    <Page title="Settings">
      {canChange && <OrganizationSettings />}
      <ReaderKeys />
      {canChange && <CoverageTimeline heading="Coverage" />}
    </Page>
  );
}

function OrganizationSettings() {
  const { data, error, refetch } = useSettings();
  if (data) return <SettingsForm settings={data.settings} />;
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
}

type SwitchName = 'activity_monitor' | 'show_details' | 'collect_details';

const SWITCHES: { name: SwitchName; label: string; text: string }[] = [
  {
    name: 'activity_monitor',
    label: 'Activity monitor',
    text: 'Records what members do in all products. Takes effect immediately. While it is off, nothing is recorded.',
  },
  {
    name: 'show_details',
    label: 'Show details',
    text: 'Shows IP address, ISP and location to everyone who can see the events. Turning it off hides them immediately, also in exports. Turning it on shows stored details again.',
  },
  {
    name: 'collect_details',
    label: 'Collect details',
    text: 'Stores IP address, ISP and location with new events. Details that are not stored can never be shown.',
  },
];

function SettingsForm({ settings }: { settings: Settings }) {
  const change = useChangeSettings();
  const [pending, setPending] = useState<SettingsChange | null>(null);
  const onClose = () => { setPending(null); };
  const request = (wanted: SettingsChange) => {
    if (wanted.activity_monitor === true || confirmationFor(settings, wanted)) setPending(wanted);
    else change.mutate(wanted);
  };
  const confirmation = pending && confirmationFor(settings, pending);
  return (
    <>
      <FormError error={change.error} />
      <SettingList>
        {SWITCHES.map(({ name, label, text }) => (
          <Setting
            key={name}
            id={name}
            name={label}
            text={text}
            control={
              <Switch
                aria-labelledby={`${name}-name`}
                aria-describedby={`${name}-text`}
                checked={settings[name]}
                disabled={name !== 'activity_monitor' && change.isPending}
                onChange={() => { request({ [name]: !settings[name] }); }}
              />
            }
          />
        ))}
        <Setting
          id="retention"
          name="Retention"
          isWide
          text="How long events are kept. A longer retention applies to new events. A shorter one hides older events immediately. They are deleted on their original expiration date."
          control={
            <Retention
              days={settings.retention_days}
              isPending={change.isPending}
              onSave={(days) => { request({ retention_days: days }); }}
            />
          }
        />
      </SettingList>
      {pending && confirmation && <ConfirmSetting confirmation={confirmation} change={pending} onClose={onClose} />}
      {pending?.activity_monitor === true && <TurnOnMonitor onClose={onClose} />}
    </>
  );
}
