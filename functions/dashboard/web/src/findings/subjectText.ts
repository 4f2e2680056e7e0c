import type { Finding } from '../api/types';
import { showBidi } from '../ui/bidi';

/** Returns whom or what a finding is about as plain text. `null` if it is about the organization as a whole. */
export function subjectText({ user, key }: Pick<Finding, 'user' | 'key'>): string | null {
  if (user) return showBidi(user.name ?? user.email ?? user.id);
  if (key.kind === 'address') return key.value ?? null;
  if (key.kind === 'link' && key.value != null) return `Link ${showBidi(key.value)}`;
  return null;
}
