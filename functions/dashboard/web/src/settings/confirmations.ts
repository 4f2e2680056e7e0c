import type { Settings, SettingsChange } from '../api/types';

/** The text of a confirmation dialog. */
export type Confirmation = { title: string; action: string; paragraphs: string[] };

const UNDO = 'This can’t be undone:';

/** Returns the confirmation for a change that loses or hides data, or `null` if it needs none. */
export function confirmationFor(settings: Settings, change: SettingsChange): Confirmation | null {
  const { activity_monitor, show_details, collect_details, retention_days } = change;
  if (activity_monitor === false && settings.activity_monitor) {
    return {
      title: 'Turn off the activity monitor?',
      action: 'Turn off',
      paragraphs: [
        `From now on, nothing is recorded. ${UNDO} events that occur while the monitor is off are lost.`,
        'Recorded events are kept for the retention period. Owners, admins and auditors can still see them. Members can’t see their own. This change is recorded, and coverage shows the gap.',
      ],
    };
  }
  if (show_details === false && settings.show_details) {
    return {
      title: 'Hide details for everyone?',
      action: 'Hide details',
      paragraphs: [
        'IP address, ISP and location are hidden immediately in all events, for everyone in your organization. Exports that contain them can’t be downloaded. Exports with details that are in progress fail.',
        'You can show details again later, because stored details are kept. Failed exports must be started again.',
      ],
    };
  }
  if (collect_details === false && settings.collect_details) {
    return {
      title: 'Stop collecting details?',
      action: 'Stop collecting',
      paragraphs: [
        'IP address, ISP and location are not stored for new events. Details of earlier events are kept.',
        `${UNDO} details that were not stored can never be shown, and failed sign-ins can’t be traced to an address. To only hide details, turn off “Show details” instead.`,
      ],
    };
  }
  if (retention_days != null && retention_days < settings.retention_days) {
    return {
      title: `Keep events for only ${retention_days} days?`,
      action: 'Shorten retention',
      paragraphs: [
        `Events older than ${retention_days} days are hidden immediately, for everyone and in exports. They are deleted on their original expiration date.`,
        `${UNDO} a longer retention later doesn’t bring hidden events back.`,
      ],
    };
  }
  return null;
}
