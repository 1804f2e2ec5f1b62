//! Journals full of closed orders: copies of the one order that a journal has, all of its rows with it.

use std::path::Path;
use std::time::Instant;

use rusqlite::Connection;

/// Those that hold anything of an order.
const TABLES: [&str; 5] = ["orders", "order_messages", "events", "effects", "notices"];
/// Between the messages of two orders; an order has fewer.
const MESSAGE_STEP: u32 = 16;

/// More orders take a while.
const WORTH_TELLING: u32 = 100_000;

/// Adds so many closed orders with smaller message numbers to a journal that nobody has open.
pub fn fill(path: &Path, count: u32) {
    let database = Connection::open(path).unwrap();
    let mode = |mode: &str| {
        let set = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
        database.query_row(&format!("PRAGMA journal_mode{mode}"), [], set).unwrap()
    };
    let usual = mode("");
    mode(" = OFF");
    let only = "SELECT number, MIN(message_id) FROM order_messages";
    let (number, message): (u32, u32) =
        database.query_row(only, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let quick = "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN";
    database.execute_batch(quick).unwrap();
    for table in TABLES {
        let begun = Instant::now();
        copy(&database, table, (number, message), count);
        if count > WORTH_TELLING {
            eprintln!("{table} of {count} orders: {:.0} s", begun.elapsed().as_secs_f64());
        }
    }
    database.execute_batch("COMMIT").unwrap();
    mode(&format!(" = {usual}"));
}

fn copy(database: &Connection, table: &str, (number, message): (u32, u32), count: u32) {
    let mut columns = database.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
    let columns = columns.query_map([table], |row| row.get::<_, String>(0)).unwrap();
    let columns: Vec<String> = columns.map(Result::unwrap).collect();
    let shifted = format!("+ {MESSAGE_STEP} * copy - {message}");
    let values = columns.iter().map(|column| match column.as_str() {
        "number" | "random_id" => format!("{column} + copy"),
        // It ends with the message's number.
        "order_id" => format!("replace(order_id, external_id, '') || (external_id {shifted})"),
        "key" => format!("{column} || '-' || copy"),
        "message_id" => format!("{column} {shifted}"),
        "external_id" => format!("CAST({column} {shifted} AS TEXT)"),
        "id" | "sequence" => "NULL".to_owned(),
        other => other.to_owned(),
    });
    let (values, columns) = (values.collect::<Vec<_>>().join(", "), columns.join(", "));
    let sql = format!(
        "WITH RECURSIVE copies (copy) AS (SELECT 1 UNION ALL SELECT copy + 1 FROM copies LIMIT {count})
         INSERT INTO {table} ({columns})
         SELECT {values} FROM copies CROSS JOIN {table} WHERE number = {number} AND {count} > 0"
    );
    database.execute(&sql, []).unwrap();
}
