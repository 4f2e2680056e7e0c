//! The files of sign-ins: one per URL, in the configuration directory of the user.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::PathBuf;

use etcetera::BaseStrategy;
use url::{Url, form_urlencoded};

use super::Session;
use crate::{Failure, files};

/// The folder `activity/sessions` in the configuration directory, such as `~/.config` on Linux.
#[derive(Debug)]
pub(crate) struct Store(PathBuf);

impl Store {
    /// Finds the folder. It may not exist yet.
    pub(crate) fn open() -> Result<Self, Failure> {
        let strategy = etcetera::choose_base_strategy()
            .map_err(|error| Failure::Failed(format!("your home directory cannot be found: {error}")))?;
        Ok(Self(strategy.config_dir().join("activity").join("sessions")))
    }

    /// Returns the sign-in at `url`.
    pub(crate) fn read(&self, url: &Url) -> Result<Option<Session>, Failure> {
        let path = self.path(url, "json");
        let content = match fs::read(&path) {
            Ok(content) => content,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::io("read", path, error)),
        };
        let unreadable = |_| {
            let path = path.display();
            Failure::NotSignedIn(format!("{path} cannot be read: run `activity login`"))
        };
        serde_json::from_slice(&content).map(Some).map_err(unreadable)
    }

    /// Stores a sign-in.
    pub(crate) fn write(&self, session: &Session) -> Result<(), Failure> {
        self.create_folder()?;
        let content = serde_json::to_vec_pretty(session).expect("a session is a JSON object");
        files::replace(&self.path(&session.url, "json"), &content)
    }

    /// Removes a sign-in. Fails only if it is still there.
    pub(crate) fn remove(&self, url: &Url) -> Result<(), Failure> {
        for extension in ["json", "lock"] {
            let path = self.path(url, extension);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(Failure::io("remove", path, error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Returns the URLs of all sign-ins.
    pub(crate) fn urls(&self) -> Result<Vec<Url>, Failure> {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Failure::io("read", &self.0, error)),
        };
        let mut urls = Vec::new();
        for entry in entries {
            let name = entry.map_err(|error| Failure::io("read", &self.0, error))?.file_name();
            let encoded = name.to_str().and_then(|name| name.strip_suffix(".json")).unwrap_or_default();
            let decoded =
                form_urlencoded::parse(encoded.as_bytes()).next().map(|(name, _)| name.into_owned());
            urls.extend(decoded.and_then(|url| url.parse().ok()));
        }
        urls.sort();
        Ok(urls)
    }

    /// Waits for other processes that renew the sign-in at `url`. The lock ends when the file is dropped.
    pub(super) fn lock(&self, url: &Url) -> Result<File, Failure> {
        self.create_folder()?;
        let path = self.path(url, "lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| Failure::io("open", &path, error))?;
        file.lock().map_err(|error| Failure::io("lock", path, error))?;
        Ok(file)
    }

    fn create_folder(&self) -> Result<(), Failure> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.0).map_err(|error| Failure::io("create", &self.0, error))
    }

    /// Returns the file of a URL. Its name is the URL, encoded, so different URLs have different files.
    fn path(&self, url: &Url, extension: &str) -> PathBuf {
        let name: String = form_urlencoded::byte_serialize(url.as_str().as_bytes()).collect();
        self.0.join(format!("{name}.{extension}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(url: &str) -> Session {
        Session {
            url: url.parse().expect("a URL"),
            issuer: "https://id.example".to_owned(),
            client_id: "c".to_owned(),
            token_url: "https://id.example/token".parse().expect("a URL"),
            revocation_url: None,
            subject: "u_ada".to_owned(),
            expires_at: chrono::DateTime::UNIX_EPOCH,
            id_token: "id-secret".to_owned().into(),
            refresh_token: Some("refresh-secret".to_owned().into()),
        }
    }

    #[test]
    fn store_keeps_sign_ins_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store(folder.path().join("activity"));
        assert!(store.urls().expect("no folder").is_empty());
        let (one, two) = (session("https://a.example/"), session("https://a.example/stage/"));
        store.write(&one).expect("written");
        store.write(&two).expect("written");
        drop(store.lock(&one.url).expect("a lock"));
        assert_eq!(store.urls().expect("URLs"), [one.url.clone(), two.url.clone()]);
        store.remove(&one.url).expect("removed");
        assert!(store.read(&one.url).expect("no file").is_none());
        let read = store.read(&two.url).expect("a file").expect("a session");
        assert_eq!(read.url, two.url);
        store.remove(&one.url).expect("removing again is no failure");
    }

    #[cfg(unix)]
    #[test]
    fn store_file_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store(folder.path().join("activity"));
        let session = session("https://a.example/");
        store.write(&session).expect("written");
        store.write(&session).expect("replaced");
        let mode = |path: PathBuf| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode(store.path(&session.url, "json")), 0o600);
        assert_eq!(mode(store.0), 0o700);
    }

    #[test]
    fn session_debug_shows_no_token() {
        let shown = format!("{:?}", session("https://a.example/"));
        assert!(!shown.contains("secret\""), "{shown}");
        assert!(!shown.contains("id-secret"), "{shown}");
    }
}
