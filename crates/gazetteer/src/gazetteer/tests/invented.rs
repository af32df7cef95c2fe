//! Small tables about a country that is none, for tests that need to know every row.

use crate::gazetteer::Gazetteer;
use crate::gazetteer::build::Builder;
use crate::gazetteer::tables::Tables;

/// Two countries and no more.
pub(super) const COUNTRIES: &str = r#"
as_of = "2030-01-01"
countries = [
  { name = "Odeland", demonyms = ["Odelander"], also = ["OD"], seats = ["Port Ode"] },
  { name = "Velmark", demonyms = ["Velmarker"], seats = ["Velm"] },
]
ambiguous = []
left_out = ["Kall"]
states = []
places = ["Ode Bay"]
"#;

/// Two offices, of which one is held on.
pub(super) const OFFICES: &str = r#"
as_of = "2030-01-01"
offices = [
  { title = "president", where = "Odeland", holders = ["Ada Lind, f, 2020-05-01/2025-05-01", "Bo Kall, m, 2025-05-01/"] },
  { title = "mayor", where = "Ode Bay", holders = ["Cy Brandt, m, 2021/2022-06"] },
]
"#;

/// Somebody with a role, an envoy and a former one.
pub(super) const PEOPLE: &str = r#"
as_of = "2030-01-01"
several = ["envoy"]
people = [
  { name = "Dana Holm", gender = "f", also = ["Dana R. Holm"], offices = ["envoy, Velmark, 2024-01-01/", "shipping magnate"] },
  { name = "Eli Roe", gender = "m", offices = ["envoy, Velmark, 2020-01-01/2026-01-01"] },
]
"#;

/// Two organisations and an institution.
pub(super) const ORGANIZATIONS: &str = r#"
as_of = "2030-01-01"
organizations = [
  { name = "Ode Palace", of = "Odeland", also = ["OPA"] },
  { name = "Velm Gazette", kind = ["newspaper"] },
]
institutions = [{ name = "Navy" }]
"#;

/// Returns the tables, with something in one of them replaced; `""` for nothing.
pub(super) fn tables(from: &str, to: &str) -> Result<Tables, toml::de::Error> {
    let all = [COUNTRIES, OFFICES, PEOPLE, ORGANIZATIONS];
    assert!(all.iter().any(|text| text.contains(from)), "{from} stands nowhere");
    let [countries, offices, people, organizations] =
        all.map(|text| if from.is_empty() { text.to_owned() } else { text.replace(from, to) });
    Tables::of(&countries, &[&offices], &[&people], &organizations)
}

/// Returns a gazetteer of the tables, with something in one of them replaced.
pub(super) fn gazetteer(from: &str, to: &str) -> Gazetteer {
    Builder::of(tables(from, to).expect("well-formed tables")).finish()
}
