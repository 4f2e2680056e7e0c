import { notifications } from '@mantine/notifications';

/** Copies a text to the clipboard and confirms it. */
export async function copy(text: string, message = 'Copied'): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    confirmed(message);
  } catch {
    notifications.show({ message: 'Couldn’t copy: your browser blocked access to the clipboard', color: 'gray' });
  }
}

/** Confirms an action briefly. */
export function confirmed(message: string): void {
  notifications.show({ message, autoClose: message.length > 20 ? 3000 : 1500, withCloseButton: false });
}
