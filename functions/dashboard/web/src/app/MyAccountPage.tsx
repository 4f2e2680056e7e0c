import { MyAccount } from '../account/MyAccount';
import { MyFindings } from '../findings/mine/MyFindings';

/** The start page of members. */
export default function MyAccountPage() {
  return <MyAccount findings={MyFindings} />;
}
