//! `cargo xtask screenshot`: the picture of the README, taken by a browser of the tearsheet of the sample run.

use crate::commands::{Checkout, Program};

/// Where the picture is kept.
const PICTURE: &str = "docs/tearsheet.png";

/// Runs the sample, writes its tearsheet and takes the picture.
pub fn take(checkout: &Checkout, sample: &str) -> anyhow::Result<()> {
    let folder = checkout.target.join("screenshot");
    std::fs::create_dir_all(&folder)?;
    let (run, page) = (folder.join("run"), folder.join("tearsheet.html"));
    let simpletrader = || checkout.built("simpletrader");
    simpletrader().args(["backtest".as_ref(), sample.as_ref(), "--out".as_ref(), run.as_os_str()]).run()?;
    simpletrader().args(["report".as_ref(), run.as_os_str(), "--output".as_ref(), page.as_os_str()]).run()?;
    let picture = format!("--screenshot={}", checkout.root.join(PICTURE).display());
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let browser = Program::new(checkout, "chromium").args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
        "--window-size=1000,1500",
        "--virtual-time-budget=5000",
        &profile,
        &picture,
    ]);
    browser.args([format!("file://{}", page.display())]).run()
}
