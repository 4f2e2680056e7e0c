// The end of a domain tells who owns it. This much of it fits into the narrowest column.
const MAX_DOMAIN = 26;

/** Returns the domain of an e-mail address, to compare it with others. `null` if there is none. */
export function domainOf(email: string | null | undefined): string | null {
  return email?.includes('@') ? email.slice(email.lastIndexOf('@') + 1).toLowerCase() : null;
}

/**
 * Splits an e-mail address, so that only its local part is cut to fit. A long domain loses its start and not its end:
 * `a@northwind.example.evil.com` must not look like an address of northwind.example.
 */
export function emailParts(email: string): { local: string; domain: string } {
  const at = email.lastIndexOf('@');
  if (at < 0) return { local: email, domain: '' };
  const domain = email.slice(at + 1);
  const shown = domain.length > MAX_DOMAIN ? `…${domain.slice(1 - MAX_DOMAIN)}` : domain;
  return { local: email.slice(0, at), domain: `@${shown}` };
}
