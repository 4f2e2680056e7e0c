import { shellQuote } from '../../ui/shell';

/** What a first event needs. */
export type FirstEvent = {
  /** The URL of the API. */
  url: string;
  organization: string;
  type: string;
  /** `null` if it was shown before and is gone. */
  secret: string | null;
};

// Both are evaluated by the shell, so that a command can be repeated: an ID with another time would be a conflict.
const ID_COMMAND = '$(date -u +%Y%m%d%H%M%S)';
const TIME_COMMAND = '$(date -u +%Y-%m-%dT%H:%M:%SZ)';

/** Returns JSON with an event in single quotes, with the ID and the time from the shell. */
function shellEvent({ organization, type }: FirstEvent, toJson: (event: object) => string): string {
  const event = {
    id: 'first-event-ID',
    organization_id: organization,
    type,
    occurred_at: 'TIME',
    actor: { id: 'onboarding-test', name: 'Onboarding test' },
  };
  const quoted = shellQuote(toJson(event));
  return quoted.replace('-ID"', `-'"${ID_COMMAND}"'"`).replace('"TIME"', `"'"${TIME_COMMAND}"'"`);
}

/** Returns the assignment of the environment variable that the clients read. */
function keyVariable({ secret }: FirstEvent): string {
  return `ACTIVITY_PRODUCT_KEY=${shellQuote(secret ?? 'the secret of the key')}`;
}

/** Returns a command for a POSIX shell that sends the event with curl. */
export function curlCommand(first: FirstEvent): string {
  const authorization = first.secret === null ? '"Authorization: Bearer $ACTIVITY_PRODUCT_KEY"' : shellQuote(`Authorization: Bearer ${first.secret}`);
  return [
    ...(first.secret === null ? [`export ${keyVariable(first)}`] : []),
    [
      `curl ${shellQuote(`${first.url}/v1/events`)}`,
      `-H ${authorization}`,
      "-H 'Content-Type: application/json'",
      `-d ${shellEvent(first, (event) => `{"events": [${JSON.stringify(event, null, 2)}]}`)}`,
    ].join(' \\\n  '),
  ].join('\n');
}

/** Returns commands for a POSIX shell that send the event with the CLI. */
export function cliCommand(first: FirstEvent): string {
  return [`export ${keyVariable(first)}`, `export ACTIVITY_URL=${shellQuote(first.url)}`, `printf "%s\\n" ${shellEvent(first, JSON.stringify)} | activity send -`].join('\n');
}

/** Returns a program that sends the event with the Rust client. The key comes from the environment, not from the source. */
export function rustProgram(first: FirstEvent): string {
  const { url, organization, type } = first;
  return `// Run it with: ${keyVariable(first)} cargo run
use activity_client::{Client, Event};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let product_key = std::env::var("ACTIVITY_PRODUCT_KEY")?;
    let client = Client::builder(${JSON.stringify(url)}, product_key).build()?;
    let event = Event::new(${JSON.stringify(organization)}, ${JSON.stringify(type)}, "onboarding-test")
        .actor_name("Onboarding test")
        .build()?;
    client.send(event).await?;
    client.close().await?;
    Ok(())
}
`;
}
