import { Select, Switch } from '@mantine/core';
import { useChangeNotifications, useNotifications } from '../api/notifications';
import type { Notifications, NotificationsRequest } from '../api/types';
import { formatTime } from '../time/format';
import { resolveZone, zoneLabel } from '../time/zone';
import { ErrorState } from '../ui/ErrorState';
import { FormError } from '../ui/FormError';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Setting, SettingList } from '../ui/Setting';
import { UntrustedText } from '../ui/UntrustedText';
import { useView } from '../view/useView';
import { IMMEDIATE_CHOICES, mailText } from './words';

/** Which mail about findings the signed-in person gets. */
export default function NotificationsPage() {
  const { data, error, refetch } = useNotifications(true);
  return (
    <Page title="Notifications" lead="Mail about findings: unusual activity that a rule of the monitor has found.">
      {data ? <Preferences notifications={data} /> : error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />}
    </Page>
  );
}

function Preferences({ notifications }: { notifications: Notifications }) {
  const change = useChangeNotifications();
  const [{ zone: choice }] = useView();
  const zone = resolveZone(choice);
  const { mail, address, own_account: own, findings, stopped } = notifications;
  const time = (text: string) => `${formatTime(text, zone)} ${zoneLabel(zone)}`;
  const save = (changed: Partial<NotificationsRequest>) => {
    change.mutate({ own_account: own, ...(findings && { findings }), ...changed });
  };
  return (
    <>
      {mail === 'not_configured' && (
        <Notice tone="amber">No mail is sent: the operator of the monitor has not set a sender. Your choices are kept for when they do.</Notice>
      )}
      {stopped && (
        <Notice tone="red">
          <span>
            Your address refused a mail on {time(stopped.at)}: <UntrustedText text={stopped.reason} />. Nothing is sent to it until {time(stopped.until)}.
          </span>
        </Notice>
      )}
      <p role="status">{mailText(notifications)}</p>
      <p>
        {address == null ? (
          'Your sign-in has no email address. Mail goes to the address of your latest event.'
        ) : (
          <>
            Mail goes to <UntrustedText text={address} />, the address of your sign-in.
          </>
        )}
      </p>
      <FormError error={change.error} />
      <SettingList>
        <Setting
          id="own"
          name="Findings about your account"
          text="A mail for each, at once. Keep this on: it tells you if somebody else uses your account."
          control={
            <Switch
              aria-labelledby="own-name"
              aria-describedby="own-text"
              checked={own}
              onChange={(event) => { save({ own_account: event.currentTarget.checked }); }}
            />
          }
        />
        {findings && (
          <>
            <Setting
              id="immediate"
              name="Findings of your organization, at once"
              isWide
              text="A mail for each finding, at most 20 an hour."
              control={
                <Select
                  aria-labelledby="immediate-name"
                  aria-describedby="immediate-text"
                  data={IMMEDIATE_CHOICES}
                  value={findings.immediate_from ?? 'none'}
                  allowDeselect={false}
                  onChange={(value) => {
                    const chosen = IMMEDIATE_CHOICES.find((choice) => choice.value === value)?.value ?? 'none';
                    save({ findings: { ...findings, immediate_from: chosen === 'none' ? null : chosen } });
                  }}
                />
              }
            />
            <Setting
              id="digest"
              name="Daily list of the others"
              text="One mail at 07:00 UTC, if there are any findings that were not mailed at once."
              control={
                <Switch
                  aria-labelledby="digest-name"
                  aria-describedby="digest-text"
                  checked={findings.digest}
                  onChange={(event) => { save({ findings: { ...findings, digest: event.currentTarget.checked } }); }}
                />
              }
            />
          </>
        )}
      </SettingList>
    </>
  );
}
