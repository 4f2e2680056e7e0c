import { Link } from 'wouter';
import type { Key, Organization } from '../../api/types';
import { Notice } from '../../ui/Notice';
import { UntrustedText } from '../../ui/UntrustedText';
import { PLAN_LABELS } from '../../view/labels';

// The plans that the service records events for.
const PLANS_WITH_MONITOR: readonly Organization['plan'][] = ['business_suite', 'professional'];

/** Why events may not be recorded, as far as operators can know. Disappears with the first recorded event. */
export function MonitorNotice({ organization, productKey }: { organization: Organization; productKey: Key }) {
  if (productKey.first_event_at != null) return null;
  const name = <UntrustedText text={organization.name} />;
  if (!PLANS_WITH_MONITOR.includes(organization.plan)) {
    return (
      <Notice tone="amber">
        <span>
          The plan {PLAN_LABELS[organization.plan]} of {name} doesn’t include the activity monitor. Its events are not
          recorded: each has the result <code>not_collected</code>. Change the plan under <Link href="/organizations">Organizations</Link>.
        </span>
      </Notice>
    );
  }
  return (
    <Notice tone="amber">
      <span>
        In a new organization, the activity monitor is off. An owner or admin of {name} turns it on in Settings. Until
        then, its events are not recorded: each has the result <code>not_collected</code>. Operators can’t see or change
        this setting.
      </span>
    </Notice>
  );
}
