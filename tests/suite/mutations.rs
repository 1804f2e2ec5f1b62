//! The mutations of `tests/mutations`: each still fits the code it breaks, and is documented.
//!
//! That each is caught is checked by `bash tests/mutations/check`, which builds the program once for
//! every one of them.

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn patches() -> Vec<(String, String)> {
    let folder = Path::new(ROOT).join("tests/mutations/patches");
    let files = fs::read_dir(folder).unwrap();
    let paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// What a patch expects to find, by file: the lines of a stretch that stay or go.
fn expected(patch: &str) -> Vec<(String, String)> {
    let mut stretches: Vec<(String, String)> = Vec::new();
    let mut file = String::new();
    for line in patch.lines() {
        if let Some(name) = line.strip_prefix("+++ b/") {
            name.clone_into(&mut file);
        } else if line.starts_with("@@ ") {
            stretches.push((file.clone(), String::new()));
        } else if let Some((_, text)) = stretches.last_mut()
            && let Some(kept) = line.strip_prefix(' ').or(line.strip_prefix('-'))
            && !line.starts_with("---")
        {
            text.push_str(kept);
            text.push('\n');
        }
    }
    stretches
}

#[test]
fn every_mutation_fits_the_code_it_breaks() {
    for (name, patch) in patches() {
        let expected = expected(&patch);
        assert!(!expected.is_empty(), "{name} changes nothing");
        for (file, text) in expected {
            let code = fs::read_to_string(Path::new(ROOT).join(&file)).unwrap();
            assert!(code.contains(&text), "{name} does not fit {file}:\n{text}");
        }
    }
}

#[test]
fn every_mutation_is_documented() {
    let document = fs::read_to_string(Path::new(ROOT).join("docs/reliability.md")).unwrap();
    let patches = patches();
    assert!(patches.len() >= 12);
    for (name, patch) in &patches {
        assert!(document.contains(&format!("`{name}`")), "{name}");
        assert!(patch.starts_with("promise: "), "{name}");
        assert!(patch.contains("\ncaught by: cargo test --"), "{name}");
    }
    let (_, table) = document.split_once("## Mutants").unwrap();
    let listed = table.lines().filter(|line| line.starts_with("| `"));
    assert_eq!(listed.count(), patches.len(), "a mutation that is not there is listed");
}
