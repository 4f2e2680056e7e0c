import { List } from '@mantine/core';
import { changesSettings, useMe } from '../api/me';
import { PLAN_NAMES } from '../operator/plans';
import { Page } from '../ui/Page';
import { State, StateText } from '../ui/State';

/** What organizations see whose plan does not include the monitor: what it offers, and how to get it. */
export default function PlanPage() {
  const me = useMe();
  const plan = me.organization ? PLAN_NAMES[me.organization.plan] : '';
  return (
    <Page title="Activity monitor">
      <State title={`The activity monitor is not part of ${plan}`}>
        <StateText>It answers who did what, when, from where, and how it went, across all products:</StateText>
        <List size="sm" spacing={4}>
          <List.Item>every member’s events in one table, with filters by person, event, address and time</List.Item>
          <List.Item>failed and blocked sign-ins at a glance</List.Item>
          <List.Item>exports as CSV for investigations and audits</List.Item>
          <List.Item>for each member, the activity of their own account</List.Item>
        </List>
        <StateText>
          It comes with {PLAN_NAMES.professional} and {PLAN_NAMES.business_suite}.{' '}
          {changesSettings(me)
            ? 'To upgrade, ask the operator of this service to change the plan of your organization; then turn the monitor on in the settings.'
            : 'Ask an owner or admin of your organization to upgrade.'}
        </StateText>
      </State>
    </Page>
  );
}
