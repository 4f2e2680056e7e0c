/** Where people sign in: what the server knows of its deployment. */
export type Config = { issuer: string; client_id: string; scopes: string };

/** Asks the server where people sign in. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json');
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`);
  return (await response.json()) as Config;
}
