import type { Me } from '../api/types';

/** Returns what is recorded about members, for how long, and who can see it. */
export function recordingText({ settings }: Me): string {
  const what = settings?.collect_details
    ? 'what you do, when, with which result, on which device, and from which IP address and location'
    : 'what you do, when, with which result and on which device, but not your IP address or location';
  const days = settings?.retention_days ?? 400;
  return `Your organization records ${what}. Events are kept for ${days} days. You, owners, admins and auditors can see them. If you don’t recognize an event, tell an owner or admin.`;
}
