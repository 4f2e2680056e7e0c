/** Returns the URL of a person’s page. Only owners, admins and auditors can open it. */
export function personUrl(id: string): string {
  return `/people/${encodeURIComponent(id)}`;
}
