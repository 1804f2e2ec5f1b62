//! What the agent itself says, in the story's time.

use std::fmt;

use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;

use crate::world::clock_face;

/// Lets what the agent logs be part of the story.
pub fn begin(with_every_call: bool) {
    let filter = if with_every_call {
        "tribute_agent=debug,simulation=debug"
    } else {
        "tribute_agent=info"
    };
    tracing_subscriber::fmt()
        .with_writer(std::io::stdout)
        .with_ansi(false)
        .with_target(false)
        .with_timer(StoryTime)
        .with_env_filter(filter)
        .init();
}

struct StoryTime;

impl FormatTime for StoryTime {
    fn format_time(&self, writer: &mut Writer<'_>) -> fmt::Result {
        thread_local! {
            static BEGUN: tokio::time::Instant = tokio::time::Instant::now();
        }
        let elapsed = BEGUN.with(tokio::time::Instant::elapsed);
        write!(writer, "{} agent   ", clock_face(elapsed))
    }
}
