import { notifications } from '@mantine/notifications';

/** Copies a text to the clipboard and confirms it. */
export async function copy(text: string, message = 'Copied'): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notifications.show({ message, autoClose: message === 'Copied' ? 1500 : 3000, withCloseButton: false });
  } catch {
    notifications.show({ message: 'Couldn’t copy: your browser blocked access to the clipboard', color: 'gray' });
  }
}
