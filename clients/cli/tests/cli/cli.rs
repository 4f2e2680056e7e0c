//! Runs the binary as a user does.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// A user with an empty home.
pub(crate) struct User {
    pub(crate) home: TempDir,
    variables: Vec<(&'static str, String)>,
}

/// What a command printed.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl User {
    /// Returns a user of the API at `url`.
    pub(crate) fn of(url: &str) -> Self {
        let home = tempfile::tempdir().expect("a home");
        Self { home, variables: vec![("ACTIVITY_URL", url.to_owned())] }
    }

    /// Returns the user with a variable of the environment.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// Returns a command that is not started. It ends with the test.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_activity"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .env("XDG_CONFIG_HOME", self.home.path().join("config"))
            .envs(self.variables.iter().map(|(name, value)| (*name, value)))
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Done {
        let output = self.command(arguments).output().await.expect("the binary runs");
        Done::of(output)
    }

    /// Runs a command that must succeed.
    pub(crate) async fn ok(&self, arguments: &[&str]) -> Done {
        let done = self.run(arguments).await;
        assert_eq!(done.code, 0, "{arguments:?}: {done:?}");
        done
    }

    pub(crate) fn file(&self, name: &str) -> std::path::PathBuf {
        self.home.path().join(name)
    }
}

impl Done {
    pub(crate) fn of(output: std::process::Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self {
            code: output.status.code().expect("the command ended by itself"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Returns the lines of stdout as JSON.
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    /// Returns the failure that `--json` printed.
    pub(crate) fn failure(&self) -> Value {
        let mut failure: Value = serde_json::from_str(&self.stderr).expect("a failure as JSON");
        failure["error"].take()
    }
}

/// Presses Ctrl-C and returns the exit code.
pub(crate) async fn interrupt(mut child: Child) -> i32 {
    let id = child.id().expect("it runs").to_string();
    let killed = Command::new("kill").args(["-INT", &id]).status().await;
    assert!(killed.expect("kill runs").success());
    child.wait().await.expect("it ends").code().expect("an exit code")
}

/// Returns the permissions of a file.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).expect("a file").permissions().mode() & 0o777
}
