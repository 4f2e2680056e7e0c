import { useEffect, useEffectEvent, useState } from 'react';
import { plural } from '../../time/format';

// A screen reader must not speak about every event.
const ANNOUNCE_MILLIS = 10_000;

/** Returns how many events arrived, as a text for screen readers that changes rarely. */
export function useAnnouncement(count: number): string {
  const [announced, setAnnounced] = useState({ count: 0, text: '' });
  const announce = useEffectEvent(() => {
    const added = count - announced.count;
    // The total differs each time. A text that stays the same is not read.
    if (added > 0) setAnnounced({ count, text: `${plural(added, 'new event')}, ${count} since you turned on live updates` });
  });
  useEffect(() => {
    const timer = setInterval(announce, ANNOUNCE_MILLIS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return announced.text;
}
