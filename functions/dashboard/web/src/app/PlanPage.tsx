import { List } from '@mantine/core';
import { changesSettings, useMe } from '../api/me';
import { Page } from '../ui/Page';
import { State, StateText } from '../ui/State';
import { PLAN_LABELS } from '../view/labels';

/** Shown to organizations whose plan does not include the monitor. */
export default function PlanPage() {
  const me = useMe();
  const plan = me.organization ? PLAN_LABELS[me.organization.plan] : '';
  return (
    <Page title="Activity monitor">
      <State title={`The ${plan} plan doesn’t include the activity monitor`}>
        <StateText>See who did what, when and from where, across all products:</StateText>
        <List size="sm" spacing={4}>
          <List.Item>All members’ events in one table, with filters by user, event, IP address and time</List.Item>
          <List.Item>Failed and blocked sign-ins at a glance</List.Item>
          <List.Item>Exports for investigations and audits</List.Item>
          <List.Item>Each member’s own account activity</List.Item>
        </List>
        <StateText>
          Included in {PLAN_LABELS.professional} and {PLAN_LABELS.business_suite}.{' '}
          {changesSettings(me)
            ? 'To upgrade, ask the operator of this service to change your organization’s plan. Then turn on the monitor in the settings.'
            : 'To upgrade, ask an owner or admin of your organization.'}
        </StateText>
      </State>
    </Page>
  );
}
