//! A room uses only those before it in the list of `src/lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::documents::file;

/// For the tests and the fuzz targets of all rooms.
const BESIDE_THE_ROOMS: &str = "properties";

/// The rooms as `src/lib.rs` lists them, from the bottom up.
fn listed() -> Vec<String> {
    let room = Regex::new(r"(?m)^//! - \[?`([a-z_0-9]+)`\]?: ").unwrap();
    let page = file("src/lib.rs");
    let found = room.captures_iter(&page);
    found.map(|found| found[1].to_owned()).collect()
}

/// The modules that `src/lib.rs` declares.
fn declared() -> Vec<String> {
    let module = Regex::new(r"(?m)^(?:pub )?mod ([a-z_0-9]+);").unwrap();
    let page = file("src/lib.rs");
    let found = module.captures_iter(&page);
    found.map(|found| found[1].to_owned()).collect()
}

/// The sources of a room, without their tests: path and text.
fn sources(room: &str) -> Vec<(PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources_below(vec![src.join(room), src.join(format!("{room}.rs"))])
}

fn sources_below(mut paths: Vec<PathBuf>) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    while let Some(path) = paths.pop() {
        let is_test = path.file_stem().is_some_and(|stem| {
            stem == "tests" || stem.to_str().is_some_and(|stem| stem.ends_with("_tests"))
        });
        if is_test {
            continue;
        }
        if path.is_dir() {
            let entries = fs::read_dir(&path).unwrap();
            paths.extend(entries.map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") && path.exists() {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            found.push((path, code.to_owned()));
        }
    }
    found
}

#[test]
fn every_room_is_in_the_list_once() {
    let mut listed = listed();
    listed.push(BESIDE_THE_ROOMS.to_owned());
    listed.sort();
    let mut declared = declared();
    declared.sort();
    assert_eq!(listed, declared);
}

#[test]
fn no_room_uses_one_above_it() {
    let rooms = listed();
    let path_of_use = Regex::new(r"(?m)^[^/\n]*?\bcrate::([a-z_0-9]+)").unwrap();
    let mut uses = 0;
    for (place, room) in rooms.iter().enumerate() {
        for (path, code) in sources(room) {
            for found in path_of_use.captures_iter(&code) {
                let target = rooms.iter().position(|room| *room == found[1]);
                assert!(
                    target.is_some_and(|target| target <= place),
                    "{} uses {}, which is above {room}",
                    path.display(),
                    &found[1],
                );
                uses += 1;
            }
        }
    }
    assert!(uses > 500, "the search finds nothing: {uses}");
}

#[test]
fn texts_stand_in_data_files_and_not_in_the_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let russian = Regex::new(r"\p{Cyrillic}").unwrap();
    let sources = sources_below(vec![root.join("src"), root.join("crates/telegram-sandbox/src")]);
    assert!(sources.len() > 200, "the search finds nothing");
    for (path, code) in sources {
        let text = russian.find(&code).map(|found| &code[found.start()..]);
        let line = text.and_then(|text| text.lines().next());
        assert_eq!(line, None, "{}", path.display());
    }
}
