import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useEffectEvent } from 'react';
import { shortcutOf, type Shortcut } from './shortcuts';

/** Returns whether shortcuts of a single key are on, and a function that changes it. WCAG 2.1.4 requires that they can be off. */
export function useShortcutsSetting(): [boolean, (isOn: boolean) => void] {
  const [isOn, setIsOn] = useLocalStorage<boolean>({
    key: 'activity-monitor.shortcuts',
    defaultValue: true,
    getInitialValueInEffect: false,
    serialize: (isOn) => (isOn ? 'on' : 'off'),
    deserialize: (text) => text !== 'off',
  });
  return [isOn, setIsOn];
}

/** Handles shortcuts while the component is mounted, unless the user types or turned them off. */
export function useShortcuts(handlers: Partial<Record<Shortcut, () => void>>): void {
  const [isOn] = useShortcutsSetting();
  const onKey = useEffectEvent((key: KeyboardEvent) => {
    const shortcut = shortcutOf(key);
    const handle = shortcut && handlers[shortcut];
    if (!handle) return;
    key.preventDefault();
    handle();
  });
  useEffect(() => {
    if (!isOn) return;
    const listener = (key: KeyboardEvent) => {
      onKey(key);
    };
    document.addEventListener('keydown', listener);
    return () => {
      document.removeEventListener('keydown', listener);
    };
  }, [isOn]);
}
