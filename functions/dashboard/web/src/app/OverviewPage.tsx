import { OpenFindings } from '../findings/OpenFindings';
import { Overview } from '../overview/Overview';

/** The start page of owners, admins and auditors. */
export default function OverviewPage() {
  return <Overview findings={OpenFindings} />;
}
