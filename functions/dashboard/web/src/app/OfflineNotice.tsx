import { useOnline } from '../api/online';
import { Notice } from '../ui/Notice';

/** Warns that the browser is offline. Requests continue when it is online again. */
export function OfflineNotice() {
  const isOnline = useOnline();
  return (
    <div role="status">
      {!isOnline && <Notice tone="amber">You’re offline. Loading continues when you’re back online.</Notice>}
    </div>
  );
}
