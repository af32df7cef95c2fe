//! The built-in tables in `data/` as rows. Knows their form, not what they mean.

use serde::Deserialize;

use crate::as_of::AsOf;

/// The text of a table of the gazetteer.
macro_rules! table {
    ($path:literal) => {
        include_str!(concat!("../../data/", $path))
    };
}

/// Everything the tables say.
pub(super) struct Tables {
    pub(super) countries: Countries,
    pub(super) offices: Vec<OfficeTable>,
    pub(super) people: Vec<PeopleTable>,
    pub(super) organizations: Organizations,
}

/// The table of countries.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Countries {
    #[expect(dead_code, reason = "it must be there; nothing here has a term")]
    pub(super) as_of: AsOf,
    pub(super) countries: Vec<CountryRow>,
    /// Names of peoples that several countries share.
    pub(super) ambiguous: Vec<String>,
    /// Capitals whose names stand for something else rather than for a government.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test holds the seats to them"))]
    pub(super) left_out: Vec<String>,
    /// The states of the United States.
    pub(super) states: Vec<String>,
    /// Other parts of countries that have offices.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test holds the other tables to them"))]
    pub(super) places: Vec<String>,
}

/// A country.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountryRow {
    pub(super) name: String,
    pub(super) demonyms: Vec<String>,
    #[serde(default)]
    pub(super) also: Vec<String>,
    #[serde(default)]
    pub(super) seats: Vec<String>,
}

/// A table of offices.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeTable {
    pub(super) as_of: AsOf,
    pub(super) offices: Vec<OfficeRow>,
}

/// An office that one person holds at a time, and who did.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeRow {
    pub(super) title: String,
    #[serde(rename = "where")]
    pub(super) place: Option<String>,
    /// "name, m or f, from/until"
    pub(super) holders: Vec<String>,
    /// The day to which the last holder is vouched for, where that is later than the table's.
    pub(super) as_of: Option<AsOf>,
}

/// A table of people.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeopleTable {
    pub(super) as_of: AsOf,
    /// Offices that several people hold at once: those with all the words of one of these.
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "a test holds the terms to them"))]
    pub(super) several: Vec<String>,
    pub(super) people: Vec<PersonRow>,
}

/// A person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonRow {
    pub(super) name: String,
    #[serde(default)]
    pub(super) gender: String,
    #[serde(default)]
    pub(super) also: Vec<String>,
    #[serde(default)]
    pub(super) offices: Vec<String>,
    #[serde(default)]
    pub(super) full: bool,
    /// The day to which the offices are vouched for, where that is later than the table's.
    pub(super) as_of: Option<AsOf>,
}

/// The table of organisations.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organizations {
    #[expect(dead_code, reason = "it must be there; nothing here has a term")]
    pub(super) as_of: AsOf,
    pub(super) organizations: Vec<OrganizationRow>,
    pub(super) institutions: Vec<InstitutionRow>,
}

/// An organisation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganizationRow {
    pub(super) name: String,
    /// The country it speaks for.
    pub(super) of: Option<String>,
    #[serde(default)]
    pub(super) also: Vec<String>,
    #[serde(default)]
    pub(super) kind: Vec<String>,
}

/// An institution that every country may have: "foreign ministry".
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InstitutionRow {
    pub(super) name: String,
    #[serde(default)]
    pub(super) also: Vec<String>,
}

impl Tables {
    /// Reads the built-in tables.
    pub(super) fn read() -> Self {
        let offices = [
            table!("offices/united-states.toml"),
            table!("offices/europe-west.toml"),
            table!("offices/europe-east.toml"),
            table!("offices/middle-east.toml"),
            table!("offices/asia.toml"),
            table!("offices/africa.toml"),
            table!("offices/americas.toml"),
            table!("offices/international.toml"),
        ];
        let people = [
            table!("people/united-states.toml"),
            table!("people/world.toml"),
            table!("people/spellings.toml"),
        ];
        Self::of(table!("countries.toml"), &offices, &people, table!("organizations.toml"))
            .expect("the tables of the gazetteer are checked by a test")
    }

    /// Reads the texts of tables.
    ///
    /// # Errors
    /// When one is not of its form, or does not say as of which day it is vouched for.
    pub(super) fn of(
        countries: &str,
        offices: &[&str],
        people: &[&str],
        organizations: &str,
    ) -> Result<Self, toml::de::Error> {
        Ok(Self {
            countries: toml::from_str(countries)?,
            offices: offices.iter().map(|text| toml::from_str(text)).collect::<Result<_, _>>()?,
            people: people.iter().map(|text| toml::from_str(text)).collect::<Result<_, _>>()?,
            organizations: toml::from_str(organizations)?,
        })
    }
}
