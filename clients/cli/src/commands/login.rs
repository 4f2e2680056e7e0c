//! `activity login`: signs in with a browser, with the authorization code flow and PKCE (RFC 8252).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::Failure;
use crate::api::Api;
use crate::cli::Globals;
use crate::credentials::Credentials;
use crate::output::Output;
use crate::session::{Callback, PORTS, Provider, Session, Store};
use crate::text::plain;

/// Time to choose an account, type a password and a second factor.
const BROWSER_TIMEOUT: Duration = Duration::from_secs(300);

/// Arguments of `activity login`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print the URL of the sign-in and open no browser
    #[arg(long)]
    no_browser: bool,
    /// Port on this machine to which the browser comes back
    ///
    /// The identity provider must allow `http://localhost:PORT/callback`. By default 8976, or 8977 or 8978 if it is in use.
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
}

/// The part of `GET /v1/me` that is shown.
#[derive(Debug, Serialize, Deserialize)]
struct Me {
    user: User,
    role: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<Organization>,
}

#[derive(Debug, Serialize, Deserialize)]
struct User {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Organization {
    id: String,
    name: String,
}

/// Signs in and stores the tokens.
pub(crate) async fn run(args: Args, globals: &Globals) -> Result<(), Failure> {
    let url = globals.base_url()?;
    let provider = Provider::discover(&url).await?;
    let session = in_browser(provider, &args).await?;
    // Only a token that the API accepts is kept.
    let api = Api::new(url.clone(), Credentials::Fixed(session.id_token.clone()))?;
    let me: Me = api.get_json(&api.endpoint(&["v1", "me"])).await?;
    Store::open()?.write(&session)?;
    if globals.json {
        let mut output = Output::stdout();
        output.json(&serde_json::json!({ "url": url, "user": me.user, "role": me.role, "organization": me.organization }))?;
        return output.flush();
    }
    globals.message(greeting(&url, &me));
    Ok(())
}

async fn in_browser(provider: Provider, args: &Args) -> Result<Session, Failure> {
    let callback = match args.port {
        Some(port) => Callback::bind(&[port]).await?,
        None => Callback::bind(&PORTS).await?,
    };
    let sign_in = provider.sign_in(callback.redirect_uri());
    let authorize_url = &sign_in.authorize_url;
    let is_opened = !args.no_browser && open::that_detached(authorize_url.as_str()).is_ok();
    let request =
        if is_opened { "Sign in with your browser. If it does not open, use" } else { "To sign in, open" };
    // Also with --quiet: without the URL, nobody could sign in.
    eprintln!("{request} this URL:\n{authorize_url}");
    let code = tokio::time::timeout(BROWSER_TIMEOUT, callback.code(sign_in.awaited.clone()));
    let late = |_| {
        Failure::NotSignedIn("the sign-in took longer than 5 minutes: run `activity login` again".to_owned())
    };
    provider.exchange(code.await.map_err(late)??, sign_in).await
}

fn greeting(url: &Url, me: &Me) -> String {
    let Me { user: User { id, name, email }, role, organization } = me;
    let person = plain(name.as_ref().or(email.as_ref()).unwrap_or(id));
    match organization {
        Some(Organization { name, .. }) => {
            format!("Signed in to {url} as {person}, {role} of {}", plain(name))
        }
        None => format!("Signed in to {url} as {person}, {role}"),
    }
}
