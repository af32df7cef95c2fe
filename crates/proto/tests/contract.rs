//! The `.proto` files follow the STANDARD rules of buf, as far as a descriptor set can tell, and
//! every part of the contract is explained.
#![allow(missing_docs, reason = "a test")]

use std::collections::BTreeSet;

use prost::Message;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto,
    FileDescriptorProto, FileDescriptorSet, MethodDescriptorProto,
};

/// Field numbers of `descriptor.proto`, of which the paths in source info are made.
const MESSAGE: i32 = 4;
const ENUM: i32 = 5;
const SERVICE: i32 = 6;
const INNER: i32 = 2; // a message's fields, an enum's values, a service's methods

fn files() -> Vec<FileDescriptorProto> {
    let set = FileDescriptorSet::decode(q7x2_proto::DESCRIPTOR_SET).expect("a descriptor set");
    let ours: Vec<_> = set.file.into_iter().filter(|f| f.package() == "q7x2.v1").collect();
    assert_eq!(
        ours.len(),
        8,
        "messages, edits, catalogue, held, ingest, extraction, query and moving"
    );
    ours
}

/// Fails with all complaints at once.
fn check(complaints: &[String]) {
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn everything_has_a_leading_comment() {
    let mut complaints = Vec::new();
    for file in files() {
        let info = file.source_code_info.as_ref().expect("source info is kept");
        let explained: BTreeSet<&[i32]> = info
            .location
            .iter()
            .filter(|l| !l.leading_comments().trim().is_empty())
            .map(|l| l.path.as_slice())
            .collect();
        for (path, name) in elements(&file) {
            if !explained.contains(path.as_slice()) {
                complaints.push(format!("{}: {name} has no comment", file.name()));
            }
        }
    }
    check(&complaints);
}

#[test]
fn packages_directories_and_file_names_agree() {
    for file in files() {
        let folder = file.package().replace('.', "/");
        let name = file.name().strip_prefix(&folder).and_then(|n| n.strip_prefix('/'));
        let stem = name.and_then(|n| n.strip_suffix(".proto")).expect("package = folder");
        assert!(is_lower_snake(stem), "{stem}");
        assert_eq!(file.syntax(), "proto3");
    }
}

#[test]
fn names_have_their_case() {
    let mut complaints = Vec::new();
    for file in files() {
        for message in &file.message_type {
            complaints.extend(misnamed_parts(message));
        }
        for service in &file.service {
            if !is_pascal(service.name()) || !service.name().ends_with("Service") {
                complaints.push(format!("service {}", service.name()));
            }
            let wrong = service.method.iter().filter(|m| !is_pascal(m.name()));
            complaints.extend(wrong.map(|m| format!("rpc {}", m.name())));
        }
    }
    check(&complaints);
}

#[test]
fn every_rpc_has_a_request_and_a_response_of_its_own() {
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for method in files().iter().flat_map(|f| &f.service).flat_map(|s| &s.method) {
        let pairs = [(method.input_type(), "Request"), (method.output_type(), "Response")];
        for (used, suffix) in pairs {
            if used != format!(".q7x2.v1.{}{suffix}", method.name()) {
                complaints.push(format!("{} uses {used}", method.name()));
            }
            if !seen.insert(used.to_owned()) {
                complaints.push(format!("{used} is used twice"));
            }
        }
    }
    assert!(seen.len() > 20, "the rpcs were looked at");
    check(&complaints);
}

#[test]
fn enum_values_carry_the_name_and_begin_unspecified() {
    let mut complaints = Vec::new();
    let files = files();
    let enums: Vec<&EnumDescriptorProto> = files.iter().flat_map(|f| &f.enum_type).collect();
    assert!(enums.len() >= 9, "the enums were looked at");
    for declared in enums {
        let prefix = upper_snake(declared.name()) + "_";
        let zero =
            declared.value.iter().find(|v| v.number() == 0).map(EnumValueDescriptorProto::name);
        if zero != Some(&format!("{prefix}UNSPECIFIED")) {
            complaints.push(format!("{} has the zero value {zero:?}", declared.name()));
        }
        let wrong = declared.value.iter().filter(|v| !v.name().starts_with(&prefix));
        complaints.extend(wrong.map(|v| format!("{} in {}", v.name(), declared.name())));
    }
    check(&complaints);
}

/// Returns every part that needs a comment: its path in source info and its name.
fn elements(file: &FileDescriptorProto) -> Vec<(Vec<i32>, String)> {
    let mut elements = Vec::new();
    let mut add = |kind: i32, index: usize, name: &str, parts: Vec<&str>| {
        let index = i32::try_from(index).expect("few elements");
        elements.push((vec![kind, index], name.to_owned()));
        for (part, part_name) in (0..).zip(parts) {
            elements.push((vec![kind, index, INNER, part], format!("{name}.{part_name}")));
        }
    };
    for (i, message) in file.message_type.iter().enumerate() {
        assert!(message.nested_type.is_empty(), "nested messages are not looked into");
        add(
            MESSAGE,
            i,
            message.name(),
            message.field.iter().map(FieldDescriptorProto::name).collect(),
        );
    }
    for (i, declared) in file.enum_type.iter().enumerate() {
        add(
            ENUM,
            i,
            declared.name(),
            declared.value.iter().map(EnumValueDescriptorProto::name).collect(),
        );
    }
    for (i, service) in file.service.iter().enumerate() {
        add(
            SERVICE,
            i,
            service.name(),
            service.method.iter().map(MethodDescriptorProto::name).collect(),
        );
    }
    elements
}

fn misnamed_parts(message: &DescriptorProto) -> Vec<String> {
    let fields = message.field.iter().filter(|f| !is_lower_snake(f.name()));
    let mut wrong: Vec<_> = fields.map(|f| format!("{}.{}", message.name(), f.name())).collect();
    if !is_pascal(message.name()) {
        wrong.push(format!("message {}", message.name()));
    }
    wrong
}

fn is_lower_snake(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn is_pascal(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

fn upper_snake(pascal: &str) -> String {
    let mut upper = String::new();
    for c in pascal.chars() {
        if c.is_ascii_uppercase() && !upper.is_empty() {
            upper.push('_');
        }
        upper.push(c.to_ascii_uppercase());
    }
    upper
}
