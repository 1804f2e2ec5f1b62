//! `DEPENDENCIES.md`, against `Cargo.toml` and `Cargo.lock`.

use std::collections::BTreeSet;

use regex::Regex;
use toml::Table;

use crate::documents::file;

/// A second SQLite, another TLS, and tools that a newcomer's machine does not have.
const UNWANTED: [&str; 8] = [
    "aws-lc",
    "bindgen",
    "boring-sys",
    "cmake",
    "libsql-",
    "native-tls",
    "nasm-rs",
    "openssl-sys",
];
/// All the C there is; the last is for WebAssembly only.
const C: [&str; 3] = ["libsqlite3-sys", "ring", "sqlite-wasm-rs"];

fn tables() -> [(&'static str, BTreeSet<String>); 2] {
    let manifest: Table = file("Cargo.toml").parse().unwrap();
    let names = |table: &toml::Value| {
        table
            .as_table()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    ["dependencies", "dev-dependencies"].map(|section| {
        // Those of some systems only, too.
        let targets = manifest["target"].as_table().unwrap().values();
        let targets = targets.filter_map(|target| target.get(section));
        let tables = targets.chain([&manifest[section]]);
        (section, tables.flat_map(names).collect())
    })
}

#[test]
fn every_dependency_has_its_line_and_every_line_its_dependency() {
    let page = file("DEPENDENCIES.md");
    let (runtime, tests) = page.split_once("## Tests only").expect("the heading");
    let line = Regex::new(r"(?m)^- `([a-z0-9_-]+)`: .{10,}$").unwrap();
    for ((section, mut expected), part) in tables().into_iter().zip([runtime, tests]) {
        if section == "dev-dependencies" {
            // With more features than the program itself needs.
            expected.remove("tokio");
        }
        let names = line.captures_iter(part).map(|line| line[1].to_owned());
        assert_eq!(names.collect::<BTreeSet<_>>(), expected, "{section}");
    }
}

#[test]
fn no_c_but_sqlite_and_ring() {
    let lock: Table = file("Cargo.lock").parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    let name = |package: &toml::Value| package["name"].as_str().unwrap().to_owned();
    for package in packages {
        let name = name(package);
        let unwanted = UNWANTED
            .iter()
            .find(|unwanted| name.starts_with(**unwanted));
        assert!(unwanted.is_none(), "{name}");
    }
    let compiles_c = |package: &&toml::Value| {
        let needs = package.get("dependencies").and_then(toml::Value::as_array);
        needs.is_some_and(|needs| needs.iter().any(|need| need.as_str() == Some("cc")))
    };
    let with_c = packages.iter().filter(compiles_c).map(name);
    assert_eq!(with_c.collect::<Vec<_>>(), C);
}
