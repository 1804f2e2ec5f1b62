//! `DEPENDENCIES.md`, against `Cargo.toml` and `Cargo.lock`.

use std::collections::BTreeSet;

use regex::Regex;
use toml::Table;

use crate::documents::file;

/// A second SQLite, another TLS, and tools that a newcomer's machine does not have.
const UNWANTED: [&str; 8] =
    ["aws-lc", "bindgen", "boring-sys", "cmake", "libsql-", "native-tls", "nasm-rs", "openssl-sys"];
/// All the C there is; the last is for WebAssembly only.
const C: [&str; 3] = ["libsqlite3-sys", "ring", "sqlite-wasm-rs"];

const MANIFESTS: [&str; 2] = ["Cargo.toml", "crates/telegram-sandbox/Cargo.toml"];

fn tables(manifest: &str) -> [(&'static str, BTreeSet<String>); 2] {
    let manifest: Table = file(manifest).parse().unwrap();
    let names = |table: &toml::Value| table.as_table().unwrap().keys().cloned().collect::<Vec<_>>();
    ["dependencies", "dev-dependencies"].map(|section| {
        // Those of some systems only, too.
        let targets = manifest.get("target").and_then(toml::Value::as_table);
        let targets = targets.into_iter().flatten();
        let targets = targets.filter_map(|(_, target)| target.get(section));
        let tables = targets.chain([&manifest[section]]);
        (section, tables.flat_map(names).collect())
    })
}

#[test]
fn every_dependency_has_its_line_and_every_line_its_dependency() {
    let page = file("DEPENDENCIES.md");
    let parts = page.split("\n## ").skip(1).collect::<Vec<_>>();
    let line = Regex::new(r"(?m)^- `([a-z0-9_-]+)`: .{10,}$").unwrap();
    let [agent, sandbox] = MANIFESTS.map(tables);
    let expected = agent.into_iter().chain(sandbox).collect::<Vec<_>>();
    assert_eq!(parts.len(), expected.len());
    for (part, (section, mut expected)) in parts.into_iter().zip(expected) {
        let (title, lines) = part.split_once('\n').unwrap();
        if section == "dev-dependencies" {
            // With more features than the package itself needs.
            expected.remove("tokio");
            expected.remove("hyper");
            expected.remove("telegram-sandbox");
        }
        let names = line.captures_iter(lines).map(|line| line[1].to_owned());
        assert_eq!(names.collect::<BTreeSet<_>>(), expected, "{title}");
    }
}

#[test]
fn the_sandbox_depends_on_nothing_of_the_application() {
    let [runtime, tests] = tables(MANIFESTS[1]).map(|(_, names)| names);
    assert!(!runtime.contains("tribute-agent") && !tests.contains("tribute-agent"));
}

#[test]
fn no_c_but_sqlite_and_ring() {
    let lock: Table = file("Cargo.lock").parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    let name = |package: &toml::Value| package["name"].as_str().unwrap().to_owned();
    for package in packages {
        let name = name(package);
        let unwanted = UNWANTED.iter().find(|unwanted| name.starts_with(**unwanted));
        assert!(unwanted.is_none(), "{name}");
    }
    let compiles_c = |package: &&toml::Value| {
        let needs = package.get("dependencies").and_then(toml::Value::as_array);
        needs.is_some_and(|needs| needs.iter().any(|need| need.as_str() == Some("cc")))
    };
    let with_c = packages.iter().filter(compiles_c).map(name);
    assert_eq!(with_c.collect::<Vec<_>>(), C);
}
