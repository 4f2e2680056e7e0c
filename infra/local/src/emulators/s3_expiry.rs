//! The lifecycle rules of the buckets, which s3s-fs leaves out: without them an export would lie in the data folder
//! for ever.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use std::{fs, io};

use crate::template::{Bucket, Expiry};

/// S3 itself looks about once a day.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// How s3s-fs names what it keeps of an upload that is not complete.
const UPLOADS: [&str; 2] = [".upload_id-", ".upload-"];

pub(super) async fn run(root: PathBuf, buckets: Vec<Bucket>) {
    loop {
        let (root, buckets_now) = (root.clone(), buckets.clone());
        let expired =
            tokio::task::spawn_blocking(move || expire(&root, &buckets_now, SystemTime::now())).await;
        if let Ok(Err(error)) = expired {
            tracing::warn!(%error, "expired objects could not be removed");
        }
        tokio::time::sleep(EVERY).await;
    }
}

fn expire(root: &Path, buckets: &[Bucket], now: SystemTime) -> io::Result<()> {
    for bucket in buckets {
        let home = root.join(&bucket.name);
        for expiry in &bucket.expiries {
            match expiry {
                Expiry::Objects { prefix, age } => {
                    remove(&home, now, *age, true, &|path| {
                        path.strip_prefix(&home)
                            .is_ok_and(|key| key.to_string_lossy().starts_with(prefix.as_str()))
                    })?;
                }
                Expiry::Uploads { age } => remove(root, now, *age, false, &|path| {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    UPLOADS.iter().any(|upload| name.starts_with(upload))
                })?,
            }
        }
    }
    Ok(())
}

fn remove(
    folder: &Path,
    now: SystemTime,
    age: Duration,
    deep: bool,
    chosen: &dyn Fn(&Path) -> bool,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, metadata) = (entry.path(), entry.metadata()?);
        if metadata.is_dir() {
            if deep {
                remove(&path, now, age, deep, chosen)?;
            }
        } else if chosen(&path) && now.duration_since(metadata.modified()?).is_ok_and(|old| old > age) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, SystemTime};

    use super::expire;
    use crate::template::{Bucket, Expiry};

    #[test]
    fn only_what_a_rule_names_goes_and_only_when_it_is_old() {
        let root = tempfile::TempDir::new().unwrap();
        let day = Duration::from_secs(24 * 60 * 60);
        for name in
            ["files/exports/a/b.csv", "files/kept/c.csv", ".upload_id-1.part-1", ".bucket-x.internal.json"]
        {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let expiries = vec![
            Expiry::Objects { prefix: "exports/".to_owned(), age: day * 7 },
            Expiry::Uploads { age: day },
        ];
        let buckets = [Bucket { name: "files".to_owned(), cors: Vec::new(), expiries }];
        let left = |days: u32| {
            expire(root.path(), &buckets, SystemTime::now() + day * days).unwrap();
            let names = [
                "files/exports/a/b.csv",
                "files/kept/c.csv",
                ".upload_id-1.part-1",
                ".bucket-x.internal.json",
            ];
            names.map(|name| root.path().join(name).exists())
        };
        assert_eq!(left(0), [true, true, true, true]);
        assert_eq!(left(2), [true, true, false, true]);
        assert_eq!(left(8), [false, true, false, true]);
    }
}
