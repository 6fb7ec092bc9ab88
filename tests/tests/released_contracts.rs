//! Workers that were built against released contracts still run.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::worker::capability::Grants;
use simpletrader_contracts::worker::{Category, ComponentFacts};
use simpletrader_contracts::{Decimal, Symbol};
use simpletrader_package::contract_diff::{Contract, differences};
use simpletrader_sandbox::{Limits, Sandbox, Settings, Terms, inspect};
use simpletrader_tests::pipeline::repository;

/// Every kept worker file.
fn kept() -> Vec<PathBuf> {
    let folder = repository().join("tests/data/contracts");
    let versions = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    versions.flat_map(|version| fs::read_dir(version).unwrap().map(|entry| entry.unwrap().path())).collect()
}

/// The parameters that a schema asks for, each with the least that it takes, or one.
fn least(facts: &ComponentFacts) -> String {
    let schema = facts.schema.clone().unwrap_or_default();
    let required: Vec<String> = serde_json::from_value(schema["required"].clone()).unwrap_or_default();
    let value = |name: &String| {
        let property = &schema["properties"][name];
        let least = [&property["default"], &property["enum"][0], &property["minimum"]].into_iter().find(|value| !value.is_null());
        let one = if property["type"] == "string" { serde_json::Value::from("1") } else { serde_json::Value::from(1) };
        (name.clone(), least.cloned().unwrap_or(one))
    };
    serde_json::Value::Object(required.iter().map(value).collect()).to_string()
}

#[test]
fn a_worker_of_every_released_contract_is_loaded_and_configured() {
    let sandbox = Sandbox::new(Settings::default()).unwrap();
    let instrument = Instrument {
        symbol: Symbol::new("GOOG_USD").unwrap(),
        price_scale: 2,
        size_scale: 0,
        tick_size: Decimal::new(1, 2),
        lot_size: Decimal::ONE,
        min_notional: None,
    };
    let mut categories = BTreeSet::new();
    for path in kept() {
        let facts = inspect(&path, &Limits::native()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let grants = Grants::as_asked(&facts.manifest.capabilities, facts.manifest.reads);
        let loaded = sandbox.load(&path, &Terms { grants, ..Terms::default() });
        let loaded = loaded.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut worker = loaded.instantiate().unwrap();
        let series = [Series { instrument: 0, timeframe_seconds: 86_400 }];
        let configured = worker.common().configure(&least(&facts), std::slice::from_ref(&instrument), &series);
        configured.unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        categories.insert(facts.category);
    }
    assert_eq!(categories.len(), Category::ALL.len(), "{categories:?}");
}

#[test]
fn the_contract_of_today_breaks_none_of_them() {
    let today = Contract::built_in().unwrap();
    for path in kept() {
        let broken: Vec<_> =
            differences(&Contract::read(&path).unwrap(), &today).into_iter().filter(|found| found.breaks).collect();
        assert!(broken.is_empty(), "{}: {broken:?}", path.display());
    }
}
