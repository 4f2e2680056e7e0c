//! The program `local` as a process.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;

/// A running process. It is killed when this is dropped.
pub struct Process {
    child: Child,
    /// The content of `dev.json`.
    pub dev: Value,
}

/// Builds the program and returns its path.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<std::path::PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let build = ["build", "--quiet", "--bin", "local", "--message-format=json-render-diagnostics"];
        let built = Command::new(env!("CARGO"))
            .args(build)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo runs");
        assert!(built.status.success(), "local does not build");
        let said = String::from_utf8(built.stdout).expect("cargo writes text");
        let messages = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let program =
            messages.filter_map(|message| message["executable"].as_str().map(Into::into)).next_back();
        program.expect("cargo names the program")
    })
}

impl Process {
    /// Starts it with its data in `folder`, and waits until it serves.
    pub async fn start(folder: &Path) -> Self {
        let program = tokio::task::spawn_blocking(program).await.expect("the build ends");
        let dev = folder.join("dev.json");
        // The file of a process before names another port.
        let _ = std::fs::remove_file(&dev);
        let mut child = Command::new(program)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
            .envs([("PORT", "0"), ("DEMO_EVENTS", "0"), ("RUST_LOG", "error")])
            .env("DATA_DIR", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("local starts");
        for _ in 0..600 {
            if let Some(dev) = std::fs::read(&dev).ok().and_then(|text| serde_json::from_slice(&text).ok()) {
                return Self { child, dev };
            }
            assert!(child.try_wait().expect("its state is known").is_none(), "local ended");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("local does not become ready");
    }

    /// Returns a text of `dev.json`.
    pub fn text(&self, pointer: &str) -> &str {
        self.dev.pointer(pointer).and_then(Value::as_str).expect("dev.json says so")
    }

    /// Kills it (SIGKILL), as a power failure would.
    pub fn kill(&mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it has ended");
    }

    /// Returns its peak memory in MiB, or `None` without /proc.
    pub fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? / 1024)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
