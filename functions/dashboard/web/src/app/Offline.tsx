import { useOnline } from '../api/online';
import { Notice } from '../ui/Notice';

/** Says that the browser is offline. Requests continue by themselves when it is online again. */
export function Offline() {
  const isOnline = useOnline();
  return (
    <div role="status">
      {!isOnline && <Notice tone="amber">You are offline. Nothing new can be loaded until you are online again.</Notice>}
    </div>
  );
}
