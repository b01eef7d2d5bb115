//! Layers (optional content) that are switched off: what stands on them is in the file but not on the page.

use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier};
use std::collections::HashSet;

/// The layers of a file that are off as it is opened.
#[derive(Default)]
pub(super) struct Layers {
    off: HashSet<ObjectIdentifier>,
}

impl Layers {
    /// Reads them from the catalog.
    pub(super) fn read(catalog: &Dict) -> Self {
        let mut layers = Layers::default();
        let Some(properties) = catalog.get::<Dict>(b"OCProperties") else { return layers };
        let Some(config) = properties.get::<Dict>(b"D") else { return layers };
        if config.get::<Name>(b"BaseState").is_some_and(|state| state.as_ref() == b"OFF") {
            layers.off.extend(references(&properties, b"OCGs"));
        }
        for id in references(&config, b"ON") {
            layers.off.remove(&id);
        }
        layers.off.extend(references(&config, b"OFF"));
        layers
    }

    /// Whether what belongs to this layer, or group of layers, is not shown.
    pub(super) fn is_off(&self, owner: &Dict, key: &[u8]) -> bool {
        if self.off.is_empty() {
            return false;
        }
        let layer = owner.get::<Dict>(key).unwrap_or_default();
        if layer.get::<Name>(b"Type").is_some_and(|kind| kind.as_ref() == b"OCMD") {
            return self.is_group_off(&layer);
        }
        owner.get_ref(key).is_some_and(|id| self.off.contains(&id.into()))
    }

    fn is_group_off(&self, group: &Dict) -> bool {
        let mut members: Vec<_> = references(group, b"OCGs").collect();
        members.extend(group.get_ref(b"OCGs").map(ObjectIdentifier::from));
        if members.is_empty() {
            return false;
        }
        let is_off = |id: &ObjectIdentifier| self.off.contains(id);
        match group.get::<Name>(b"P").as_deref() {
            Some(b"AllOn") => members.iter().any(is_off),
            Some(b"AnyOff") => !members.iter().any(is_off),
            Some(b"AllOff") => !members.iter().all(is_off),
            _ => members.iter().all(is_off),
        }
    }
}

fn references<'a>(dict: &Dict<'a>, key: &[u8]) -> impl Iterator<Item = ObjectIdentifier> + use<'a> {
    let list = dict.get::<Array>(key).unwrap_or_default();
    list.raw_iter()
        .filter_map(|item| item.as_obj_ref().map(ObjectIdentifier::from))
        .collect::<Vec<_>>()
        .into_iter()
}
