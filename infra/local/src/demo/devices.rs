//! What the people of the demo work with.

use super::random::Random;

/// A way into a product: a device, an application on it, and what it says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Client {
    pub(super) device: &'static str,
    pub(super) app_version: &'static str,
    pub(super) user_agent: &'static str,
}

/// A computer or a telephone, with the applications of each product on it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Device {
    pub(super) account: Client,
    pub(super) pass: Client,
    pub(super) vpn: Client,
}

/// What one person has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kit {
    pub(super) computer: &'static Device,
    pub(super) telephone: &'static Device,
}

macro_rules! device {
    ($device:literal, $agent:literal, account $account:literal, pass $pass:literal, vpn $vpn:literal $vpn_agent:literal) => {
        Device {
            account: Client { device: $device, app_version: $account, user_agent: $agent },
            pass: Client { device: $device, app_version: $pass, user_agent: $agent },
            vpn: Client { device: $device, app_version: $vpn, user_agent: $vpn_agent },
        }
    };
}

#[rustfmt::skip]
static COMPUTERS: [Device; 7] = [
    device!("MacBook Pro", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
        account "web 5.2.14", pass "safari-extension 1.31.4", vpn "macos 5.1.0" "vpn-macos/5.1.0 (macOS 26.1)"),
    device!("MacBook Air", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        account "web 5.2.14", pass "chrome-extension 1.31.4", vpn "macos 5.0.3" "vpn-macos/5.0.3 (macOS 15.7)"),
    device!("Windows laptop", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
        account "web 5.2.14", pass "edge-extension 1.31.4", vpn "windows 4.3.6" "vpn-windows/4.3.6 (Windows 11 25H2)"),
    device!("Windows laptop", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        account "web 5.2.14", pass "chrome-extension 1.31.4", vpn "windows 4.3.5" "vpn-windows/4.3.5 (Windows 11 24H2)"),
    device!("Windows desktop", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
        account "web 5.2.14", pass "firefox-extension 1.31.2", vpn "windows 4.3.6" "vpn-windows/4.3.6 (Windows 11 25H2)"),
    device!("Linux workstation", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        account "web 5.2.14", pass "firefox-extension 1.31.4", vpn "linux 4.12.0" "vpn-linux/4.12.0 (Fedora 43)"),
    device!("Linux laptop", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        account "web 5.2.14", pass "chrome-extension 1.31.4", vpn "linux 4.11.2" "vpn-linux/4.11.2 (Ubuntu 24.04)"),
];

#[rustfmt::skip]
static TELEPHONES: [Device; 5] = [
    device!("iPhone 16", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
        account "ios 4.9.1", pass "ios 1.28.0", vpn "ios 6.2.1" "vpn-ios/6.2.1 (iOS 26.1)"),
    device!("iPhone 14", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
        account "ios 4.8.3", pass "ios 1.27.2", vpn "ios 6.2.0" "vpn-ios/6.2.0 (iOS 18.6)"),
    device!("Pixel 9", "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
        account "android 4.9.0", pass "android 1.36.2", vpn "android 5.12.1" "vpn-android/5.12.1 (Android 16)"),
    device!("Galaxy S24", "Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
        account "android 4.8.7", pass "android 1.36.0", vpn "android 5.11.4" "vpn-android/5.11.4 (Android 15)"),
    device!("Fairphone 5", "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
        account "android 4.9.0", pass "android 1.36.2", vpn "android 5.12.1" "vpn-android/5.12.1 (Android 15)"),
];

/// What password sprays are sent with.
pub(super) static SCRIPT: Client =
    Client { device: "", app_version: "", user_agent: "python-requests/2.31.0" };

/// What the stolen account is used with.
pub(super) static STRANGER: Device = device!(
    "Windows desktop", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
    account "web 5.2.14", pass "web 5.2.14", vpn "windows 4.2.0" "vpn-windows/4.2.0 (Windows 10 22H2)"
);

/// Returns what a person of this team has.
pub(super) fn kit(team: &str, random: &mut Random) -> Kit {
    let weights: [f64; 7] = match team {
        "Engineering" | "IT" => [3.0, 2.0, 0.5, 0.5, 0.5, 3.0, 2.0],
        "Design" | "Marketing" | "Product" => [4.0, 4.0, 1.0, 1.0, 0.2, 0.2, 0.0],
        _ => [1.0, 2.0, 4.0, 3.0, 2.0, 0.0, 0.1],
    };
    let choices: Vec<_> = COMPUTERS.iter().zip(weights).collect();
    Kit { computer: random.weighted(&choices), telephone: random.pick(&TELEPHONES) }
}
