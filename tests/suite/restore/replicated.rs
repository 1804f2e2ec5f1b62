//! A program beside the agent that copies the journal's log as it grows, by the rules of Litestream: two tables of its
//! own in the journal, a read that is never over, so that nobody else begins the log anew, and checkpoints by itself.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::adopting::{adopted, goes_on, is_refused, restore, told_once};
use crate::agent::{Scene, orders};
use crate::run::{COMPLETED, until_listed};

struct Replicator {
    journal: PathBuf,
    connection: Connection,
}

impl Replicator {
    fn beside(journal: PathBuf) -> Self {
        let connection = Connection::open(&journal).unwrap();
        connection.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
        let tables =
            "CREATE TABLE IF NOT EXISTS _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER);
                      CREATE TABLE IF NOT EXISTS _litestream_lock (id INTEGER);";
        connection.execute_batch(tables).unwrap();
        let replicator = Self { journal, connection };
        replicator.read();
        replicator
    }

    fn read(&self) {
        let write = "INSERT INTO _litestream_seq (id, seq) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET seq = seq + 1";
        self.connection.execute(write, []).unwrap();
        self.connection.execute_batch("BEGIN; SELECT COUNT(1) FROM _litestream_seq").unwrap();
    }

    fn checkpoint(&self) {
        self.connection.execute_batch("ROLLBACK").unwrap();
        let mut blocked = self.connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        assert_eq!(blocked.query_row([], |row| row.get(0)), Ok(0), "nobody holds the log for long");
        self.read();
    }

    /// What is read back from the replica: one file, with what the log held when it was copied.
    fn restored(&self, to: &Path) {
        fs::copy(&self.journal, to).unwrap();
        fs::copy(self.journal.with_extension("journal-wal"), to.with_extension("journal-wal"))
            .unwrap();
        let copy = Connection::open(to).unwrap();
        copy.pragma_query(None, "wal_checkpoint", |_| Ok(())).unwrap();
    }
}

#[tokio::test]
async fn a_replica_is_a_journal_and_the_agent_works_beside_what_makes_it() {
    let mut scene = Scene::new(orders(1, "edits")).await;
    let agent = scene.agent();
    scene.completed(1).await;
    let replicator = Replicator::beside(scene.folder.path().join("seller.journal"));
    let mut planned = orders(4, "edits").into_iter().skip(1);
    for number in 2..=3 {
        scene.running.send_order(planned.next().unwrap()).await;
        scene.completed(number).await;
        scene.settled().await;
        until_listed(&scene, number, COMPLETED).await;
        if number == 2 {
            replicator.checkpoint();
        }
    }
    let copy = scene.folder.path().join("copy.journal");
    replicator.restored(&copy);
    scene.running.send_order(planned.next().unwrap()).await;
    scene.completed(4).await;
    scene.settled().await;
    agent.kill().await;
    drop(replicator);

    restore(&scene, &copy);
    is_refused(&scene, "journal.behind").await;
    let told = adopted(&scene, &[]).await;
    assert_eq!((&told["found"], &told["under_way"]), (&1.into(), &0.into()), "{told}");
    let _agent = told_once(&mut scene).await;
    goes_on(&mut scene, 5).await;
    assert_eq!(scene.running.shop().calls().len(), 5);
}
