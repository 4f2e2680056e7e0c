import { Link } from 'wouter';
import { Notice } from '../ui/Notice';

/** Says that the columns for IP address and location are gone, and who may bring them back. */
export function DetailsNotice({ mayChange }: { mayChange: boolean }) {
  return (
    <Notice>
      IP address, ISP and location are hidden for everyone in your organization.
      {mayChange && <Link href="/settings">Change this in the settings</Link>}
    </Notice>
  );
}
