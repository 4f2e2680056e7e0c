import { notifications } from '@mantine/notifications';

/** Puts a text on the clipboard, and says so. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notifications.show({ message: 'Copied', autoClose: 1500, withCloseButton: false });
  } catch {
    notifications.show({ message: 'The browser did not allow copying', color: 'gray' });
  }
}
