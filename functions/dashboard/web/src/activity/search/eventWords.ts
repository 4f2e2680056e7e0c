// Other words for the same thing. If a type contains one of them, a search finds it by each.
const SYNONYMS: readonly (readonly string[])[] = [
  ['2fa', 'mfa', 'totp', 'two-factor', 'second factor', 'security key', 'authenticator', 'recovery code'],
  ['sign-in', 'sign in', 'signin', 'login', 'log in', 'signed in'],
  ['sign-out', 'sign out', 'logout', 'log out'],
  ['password', 'passphrase'],
  ['delete', 'remove', 'revoke'],
  ['create', 'add', 'new'],
  ['change', 'update', 'edit', 'modify'],
  ['read', 'view', 'open', 'reveal'],
  ['export', 'download'],
  ['role', 'admin', 'permission'],
  ['invite', 'invitation'],
];

/** Returns other words for the words of a text. */
export function synonymsOf(text: string): string {
  return SYNONYMS.filter((words) => words.some((word) => text.includes(word))).flat().join(' ');
}
