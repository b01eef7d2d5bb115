//! Terms with capitals. Takes the definitions of a view and the capitals in its sentences, gives a draft for each term that is
//! used and never defined, defined twice, or defined and never used.

mod twice;
mod undefined;
mod unused;
mod uses;
mod words;

pub(super) use twice::find as find_twice;
pub(super) use undefined::find as find_undefined;
pub(super) use unused::find as find_unused;

/// A document that defines fewer terms has no habit of defining them.
const FEWEST_DEFINITIONS: usize = 2;

#[cfg(test)]
mod testing {
    //! A small contract for the tests of the checks.

    /// A contract that defines its parties, with something added.
    pub(super) fn contract(more: &str) -> String {
        format!(
            "This agreement is made by Acme Foods, Inc. (the “Company”) and Best Mills, LLC (the “Supplier”).\n\
             The Company shall pay the Supplier for all goods, and the Supplier shall deliver them to the Company.\n{more}"
        )
    }
}
