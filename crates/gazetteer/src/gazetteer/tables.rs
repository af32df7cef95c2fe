//! The built-in tables in `data/` as rows. Knows their form, not what they mean.

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Reads a table of the gazetteer.
macro_rules! table {
    ($path:literal) => {
        read(include_str!(concat!("../../data/", $path)))
    };
}

/// Everything the tables say.
pub(super) struct Tables {
    pub(super) countries: Countries,
    pub(super) offices: Vec<OfficeRow>,
    pub(super) people: Vec<PersonRow>,
    pub(super) organizations: Organizations,
}

/// The table of countries.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Countries {
    pub(super) countries: Vec<CountryRow>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeTable {
    offices: Vec<OfficeRow>,
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
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleTable {
    people: Vec<PersonRow>,
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
}

/// The table of organisations.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organizations {
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
    pub(super) fn read() -> Self {
        let offices: [OfficeTable; 8] = [
            table!("offices/united-states.toml"),
            table!("offices/europe-west.toml"),
            table!("offices/europe-east.toml"),
            table!("offices/middle-east.toml"),
            table!("offices/asia.toml"),
            table!("offices/africa.toml"),
            table!("offices/americas.toml"),
            table!("offices/international.toml"),
        ];
        let people: [PeopleTable; 3] = [
            table!("people/united-states.toml"),
            table!("people/world.toml"),
            table!("people/spellings.toml"),
        ];
        Self {
            countries: table!("countries.toml"),
            offices: offices.into_iter().flat_map(|table| table.offices).collect(),
            people: people.into_iter().flat_map(|table| table.people).collect(),
            organizations: table!("organizations.toml"),
        }
    }
}

fn read<T: DeserializeOwned>(table: &str) -> T {
    toml::from_str(table).expect("the tables of the gazetteer are checked by a test")
}
