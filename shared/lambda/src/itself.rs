//! The name by which a function invokes itself.

/// The running function.
#[derive(Debug, Clone, PartialEq, Eq, confique::Config)]
pub struct Itself {
    /// Name of the function itself, which Lambda sets.
    #[config(env = "AWS_LAMBDA_FUNCTION_NAME")]
    pub name: Option<String>,
    /// Alias by which the function invokes itself.
    #[config(env = "FUNCTION_ALIAS")]
    pub alias: Option<String>,
}

impl Itself {
    /// Returns the name with the alias; `None` outside Lambda.
    ///
    /// Without the alias, an invocation would run the newest code, also before its release and after a rollback.
    pub fn qualified(&self) -> Option<String> {
        match (self.name.as_deref()?, self.alias.as_deref()) {
            (name, Some(alias)) => Some(format!("{name}:{alias}")),
            (name, None) => Some(name.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Itself;
    use crate::env::Env;

    fn qualified(variables: &[(&str, &str)]) -> Option<String> {
        Env::from_iter(variables.iter().copied()).read::<Itself>().expect("valid variables").qualified()
    }

    #[test]
    fn itself_is_qualified_by_alias() {
        let name = ("AWS_LAMBDA_FUNCTION_NAME", "sweep");
        assert_eq!(qualified(&[name, ("FUNCTION_ALIAS", "live")]).as_deref(), Some("sweep:live"));
        assert_eq!(qualified(&[name]).as_deref(), Some("sweep"));
        assert_eq!(qualified(&[("FUNCTION_ALIAS", "live")]), None);
    }
}
