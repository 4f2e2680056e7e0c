/** The identity provider of this deployment. */
type Config = { issuer: string; client_id: string; scopes: string };

/** Loads the configuration from the server. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json');
  if (!response.ok) throw new Error(`/config.json returned status ${response.status}`);
  return (await response.json()) as Config;
}
