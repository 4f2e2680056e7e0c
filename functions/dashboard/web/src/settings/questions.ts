import type { Settings, SettingsChange } from '../api/types';

/** What is asked before a setting changes. Each paragraph is a string. */
export type Question = { title: string; action: string; paragraphs: string[] };

const UNDO = 'This can’t be undone:';

/** Returns the question for a change that loses or hides something, or `null` if it needs none. */
export function questionFor(settings: Settings, change: SettingsChange): Question | null {
  const { activity_monitor, show_details, collect_details, retention_days } = change;
  if (activity_monitor === false && settings.activity_monitor) {
    return {
      title: 'Turn the activity monitor off?',
      action: 'Turn it off',
      paragraphs: [
        `From this moment on nothing is recorded. ${UNDO} events that occur while the monitor is off can never be looked up.`,
        'Recorded events stay for their time. Owners, admins and auditors can still see them; members cannot see their own. That you turned the monitor off is recorded and shown as a gap.',
      ],
    };
  }
  if (show_details === false && settings.show_details) {
    return {
      title: 'Hide details from everyone?',
      action: 'Hide details',
      paragraphs: [
        'IP address, ISP and location disappear at once from all events, for everyone in your organization. Exports that show them cannot be downloaded, and exports with details that are being written now fail.',
        'You can show them again later: stored details are kept. An export that fails has to be started again.',
      ],
    };
  }
  if (collect_details === false && settings.collect_details) {
    return {
      title: 'Stop collecting details?',
      action: 'Stop collecting',
      paragraphs: [
        'From the next event on, IP address, ISP and location are not stored. Details of earlier events stay.',
        `${UNDO} details that were not stored can never be shown, and failed sign-ins cannot be traced to an address. If you only want to hide details, turn off “Show details” instead.`,
      ],
    };
  }
  if (retention_days != null && retention_days < settings.retention_days) {
    return {
      title: `Keep events for ${retention_days} days only?`,
      action: 'Keep fewer days',
      paragraphs: [
        `Events older than ${retention_days} days are hidden at once, for everyone and in exports. They are deleted when their original time comes.`,
        `${UNDO} a longer retention later does not bring hidden events back.`,
      ],
    };
  }
  return null;
}
