/** The source of the monitor's own events. No key can send them. */
export const MONITOR = 'monitor';
