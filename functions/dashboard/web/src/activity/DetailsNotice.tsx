import { Link } from 'wouter';
import { Notice } from '../ui/Notice';

/** Explains why the columns for IP address and location are missing. */
export function DetailsNotice({ canChange }: { canChange: boolean }) {
  return (
    <Notice>
      IP address, ISP and location are hidden for everyone in your organization.
      {canChange && <Link href="/settings">Change in settings</Link>}
    </Notice>
  );
}
