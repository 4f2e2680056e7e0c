import { useState } from 'react';
import type { ZoneChoice } from '../time/zone';
import { remember, remembered } from './remembered';

/** Returns the zone of the last view, and a function that changes it for all pages. */
export function useZone(): [ZoneChoice, (zone: ZoneChoice) => void] {
  const [zone, setZone] = useState(() => remembered().zone);
  const change = (zone: ZoneChoice) => {
    remember({ zone });
    setZone(zone);
  };
  return [zone, change];
}
