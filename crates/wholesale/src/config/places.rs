//! Where `wholesale.toml` is looked for.

use std::fmt;
use std::path::PathBuf;

/// The variable that names the file.
const VARIABLE: &str = "WHOLESALE_CONFIG";

/// The places, as they are in one environment.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// What the variable says: then no other place counts.
    named: Option<PathBuf>,
    /// The others, the first first.
    usual: Vec<PathBuf>,
}

impl Places {
    /// The places of this process.
    pub(crate) fn of_this_process() -> Self {
        Self::of(
            |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from),
            std::env::home_dir(),
        )
    }

    fn of(variable: impl Fn(&str) -> Option<PathBuf>, home: Option<PathBuf>) -> Self {
        // A relative one is to be ignored, says the XDG base directory specification.
        let folder = variable("XDG_CONFIG_HOME")
            .filter(|folder| folder.is_absolute())
            .or_else(|| home.filter(|home| !home.as_os_str().is_empty()).map(|home| home.join(".config")));
        let user = folder.map(|folder| folder.join("wholesale").join("wholesale.toml"));
        let here = PathBuf::from(".").join("wholesale.toml");
        Self { named: variable(VARIABLE), usual: std::iter::once(here).chain(user).collect() }
    }

    /// The file: the one that is named, whether it is there or not, or the first that is.
    pub(crate) fn first(&self) -> Option<&PathBuf> {
        // What cannot be looked at is there, so that reading it says why.
        self.named.as_ref().or_else(|| self.usual.iter().find(|path| path.try_exists().unwrap_or(true)))
    }
}

impl fmt::Display for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.named {
            return write!(f, "{VARIABLE} names {}", path.display());
        }
        let usual: Vec<String> = self.usual.iter().map(|path| path.display().to_string()).collect();
        write!(f, "{VARIABLE} is not set, and there is no {}", usual.join(" and no "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual(variables: &[(&str, &str)], home: Option<&str>) -> Vec<String> {
        let variable = |name: &str| variables.iter().find(|(is, _)| *is == name).map(|(_, value)| PathBuf::from(value));
        let places = Places::of(variable, home.map(PathBuf::from));
        places.usual.iter().map(|path| path.display().to_string()).collect()
    }

    #[test]
    fn the_folder_of_the_user_is_that_of_xdg_or_the_usual_one() {
        let here = "./wholesale.toml".to_owned();
        let home = "/home/u/.config/wholesale/wholesale.toml".to_owned();
        assert_eq!(usual(&[], Some("/home/u")), [here.clone(), home.clone()]);
        let xdg = "/x/wholesale/wholesale.toml".to_owned();
        assert_eq!(usual(&[("XDG_CONFIG_HOME", "/x")], Some("/home/u")), [here.clone(), xdg]);
        assert_eq!(usual(&[("XDG_CONFIG_HOME", "relative")], Some("/home/u")), [here.clone(), home]);
        assert_eq!(usual(&[], None), [here]);
    }
}
