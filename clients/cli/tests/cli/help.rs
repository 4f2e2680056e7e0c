//! Help and completions.

use crate::cli::User;

const COMMANDS: [&[&str]; 17] = [
    &[],
    &["send"],
    &["tail"],
    &["events"],
    &["export"],
    &["findings"],
    &["findings", "close"],
    &["streams"],
    &["streams", "verify"],
    &["import"],
    &["types"],
    &["types", "register-source"],
    &["types", "register"],
    &["types", "deprecate"],
    &["login"],
    &["logout"],
    &["completions"],
];

#[tokio::test]
async fn help_is_as_reviewed() {
    let user = User::of("http://localhost:9");
    for command in COMMANDS {
        let help = user.ok(&[command, &["--help"]].concat()).await.stdout;
        // The value of the variable is shown, too.
        let help = help.replace("ACTIVITY_URL=http://localhost:9", "ACTIVITY_URL=");
        insta::assert_snapshot!(format!("help_{}", command.join("_").replace('-', "_")), help);
    }
}

#[tokio::test]
async fn version_is_printed() {
    let done = User::of("http://localhost:9").ok(&["--version"]).await;
    assert_eq!(done.stdout, concat!("activity ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[tokio::test]
async fn completions_of_every_shell_name_commands() {
    let user = User::of("http://localhost:9");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = user.ok(&["completions", shell]).await.stdout;
        for word in ["register-source", "cursor-file", "no-browser"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}
