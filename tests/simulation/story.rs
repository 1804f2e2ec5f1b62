//! What the agent itself says, in the story's time.

use std::fmt;
use std::sync::OnceLock;

use tokio::time::Instant;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::world::clock_face;

static BEGUN: OnceLock<Instant> = OnceLock::new();

/// The story's time begins now.
pub fn is_born() {
    BEGUN.get_or_init(Instant::now);
}

/// Lets what the agent logs be part of the story.
pub fn begin(with_every_call: bool) {
    let level = if with_every_call { LevelFilter::DEBUG } else { LevelFilter::INFO };
    let ours = Targets::new().with_target("tribute_agent", level).with_target("simulation", level);
    tracing_subscriber::fmt()
        .with_writer(std::io::stdout)
        .with_ansi(false)
        .with_target(false)
        .with_timer(StoryTime)
        .with_max_level(level)
        .finish()
        .with(ours)
        .init();
}

struct StoryTime;

impl FormatTime for StoryTime {
    fn format_time(&self, writer: &mut Writer<'_>) -> fmt::Result {
        let elapsed = BEGUN.get().map(Instant::elapsed).unwrap_or_default();
        write!(writer, "{} agent   ", clock_face(elapsed))
    }
}
