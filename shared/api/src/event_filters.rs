//! The schema of event queries in request bodies.

use event_model::EventQuery;
use utoipa::openapi::schema::{AdditionalProperties, Array, ArrayItems, OneOfBuilder, Schema};
use utoipa::openapi::{Object, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// The schema of the filters of a request body, which [`EventQuery::from_json`] reads: the members of an
/// [`EventQuery`], all optional. A list of one entry can be written as that entry.
#[derive(Debug)]
pub struct EventFilters;

impl PartialSchema for EventFilters {
    fn schema() -> RefOr<Schema> {
        let RefOr::T(Schema::Object(mut object)) = EventQuery::schema() else { return EventQuery::schema() };
        object.required.clear();
        for property in object.properties.values_mut() {
            one_or_many(property);
        }
        object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        RefOr::T(Schema::Object(object))
    }
}

impl ToSchema for EventFilters {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        EventQuery::schemas(schemas);
    }
}

/// Changes the schema of an array so that a single entry or null is also valid.
fn one_or_many(property: &mut RefOr<Schema>) {
    let RefOr::T(Schema::Array(Array { items: ArrayItems::RefOrSchema(item), description, .. })) = property
    else {
        return;
    };
    let choices = OneOfBuilder::new().description(description.clone()).item(*item.clone());
    let null = Object::with_type(utoipa::openapi::schema::Type::Null);
    *property = RefOr::T(Schema::OneOf(choices.item(Array::new(*item.clone())).item(null).build()));
}
